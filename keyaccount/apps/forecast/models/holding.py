"""Rows that hold from a moment to another: a change ends one and begins the next, so that any past day can be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class HoldingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def current(self) -> Self:
        return self.filter(valid_to=None)

    def until(self, moment: datetime) -> Self:
        """Those that held just before the moment (the end of a day, as a rule)."""
        return self.filter(held_before(moment))


def held_before(moment: datetime, path: str = "") -> Q:
    ended = Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": moment})
    return ended & Q(**{f"{path}valid_from__lt": moment})
