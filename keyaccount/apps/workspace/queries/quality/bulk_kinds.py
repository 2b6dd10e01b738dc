"""Kinds of records that can be changed many at once. Higher domains say so from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import NotFound

Filters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a value which is kept beside a record (see `services.editing.Beside`), such as adding
    to it. value: its name; after: what it would be, from what it is and what is asked; already: records that are so."""

    title: Text
    value: str
    after: Callable[[Any, Any], Any]
    already: Callable[[str, Any], models.Q]
    parts: type[models.Model]


@dataclass(frozen=True, slots=True)
class BulkKind:
    """fields: what may be set, in the form's order; form: the record's own form for a user and what they typed; listed:
    the rows of a list with these filters; change, archive, restore: the services for one record; back: its list;
    deeds: of the fields, those that are not the record's own."""

    key: str
    title: Text
    model: type[models.Model]
    fields: tuple[str, ...]
    form: Callable[[User, Mapping[str, Any] | None], forms.ModelForm]  # type: ignore[type-arg]
    listed: Callable[[User, Filters, date], models.QuerySet[Any]]
    change: Callable[[int, Mapping[str, Any], Act], Any]
    archive: Callable[[int, Act], Any]
    restore: Callable[[int, Act], Any]
    back: str
    deeds: Mapping[str, Deed] = field(default_factory=dict)

    @property
    def rows(self) -> Any:
        return self.model._default_manager.all()


BULK_KINDS: dict[str, BulkKind] = {}


def add(kind: BulkKind) -> None:
    BULK_KINDS[kind.key] = kind


def bulk_kind(key: str) -> BulkKind:
    if key not in BULK_KINDS:
        raise NotFound
    return BULK_KINDS[key]
