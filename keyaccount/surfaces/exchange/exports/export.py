"""What can be exported: a place, its columns, and the rows that a viewer may see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.translation import gettext

from keyaccount.apps.workspace.models import User
from keyaccount.figures.figure import Text

CHUNK = 2000
Cell: TypeAlias = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """group: the field group a reader's role must see; without it the column is left out altogether."""

    key: str
    title: Text
    value: Callable[[Any], Cell]
    group: str = ""


Find: TypeAlias = Callable[[User, Mapping[str, str], date], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """find(viewer, filters, today) gives the records; filters are those of the place's list page."""

    place: str
    title: Text
    columns: tuple[Column, ...]
    find: Find

    def seen_by(self, viewer: User, wanted: Sequence[str] | None = None) -> list[Column]:
        """The columns the viewer may have: those wanted, in their order, else all.

        An outside id is never without the system it comes from: alone it would make a second record when it comes back.
        """
        allowed = {column.key: column for column in self.columns if not column.group or viewer.sees_group(column.group)}
        if not wanted:
            return list(allowed.values())
        return [allowed[key] for key in _with_source(wanted) if key in allowed]


def _with_source(wanted: Sequence[str]) -> Iterator[str]:
    for key in wanted:
        yield key
        if key == "external_id" and "external_source" not in wanted:
            yield "external_source"


def attribute(path: str) -> Callable[[Any], Cell]:
    """The value of `owner.username` and the like; nothing where a step is missing."""

    def value(record: Any) -> Cell:
        found = record
        for name in path.split("."):
            found = None if found is None else getattr(found, name)
        return None if found == "" else found

    return value


def label(name: str) -> Callable[[Any], Cell]:
    """The word for a choice, in the reader's language."""
    return lambda record: str(getattr(record, f"get_{name}_display")()) or None


def yes_or_no(name: str) -> Callable[[Any], Cell]:
    return lambda record: gettext("Yes") if getattr(record, name) else gettext("No")
