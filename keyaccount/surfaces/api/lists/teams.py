"""Filters by team, which mean the teams below it too."""

from __future__ import annotations

from django.db.models import Q

from keyaccount.apps.workspace.models import Team, User
from keyaccount.surfaces.api.lists.listing import Filter, ids


def within(column: str) -> Filter:
    def build(value: str, viewer: User) -> Q:
        if value == "none":
            return Q(**{f"{column}__isnull": True})
        below = Q(pk__in=())
        for path in Team.objects.filter(ids("pk")(value, viewer)).values_list("path", flat=True):
            below |= Q(path__startswith=path)
        return Q(**{f"{column}__in": Team.objects.filter(below).values("pk")})

    return build
