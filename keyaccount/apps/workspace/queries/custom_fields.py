"""The custom fields there are, the records they may name, and who tends a record.

Read anew for every request (once in each), so that a field defined in one process is there in all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from keyaccount.apps.workspace.models import CustomField, FieldKind, On, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.figures import memo


@dataclass(frozen=True, slots=True)
class Linked:
    """Records that a field may name. seen: those a reader may choose and read the name of; names: columns that hold
    one; picker: the address that finds them by a few letters."""

    seen: Callable[[User], QuerySet[Any]]
    picker: str
    names: tuple[str, ...] = ("name",)


@dataclass(frozen=True, slots=True)
class Host:
    """A kind of record that has custom fields. tended: those whose account the reader owns or is on the team of."""

    model: type[Any]
    tended: Callable[[User], Q]


LINKED: dict[str, Linked] = {
    FieldKind.PERSON: Linked(
        lambda viewer: User.objects.people().order_by("pk"), "workspace:pick_person", ("username", "name", "name_latin")
    )
}
HOSTS: dict[str, Host] = {}


def add_linked(kind: FieldKind, linked: Linked) -> None:
    LINKED[kind] = linked


def add_host(on: On, host: Host) -> None:
    HOSTS[on] = host


@memo.once
def all_fields(on: str) -> tuple[CustomField, ...]:
    """With the archived ones, whose values stay and may be read in the past."""
    return tuple(CustomField.objects.filter(on=on).order_by("position", "id"))


def fields_on(on: str) -> tuple[CustomField, ...]:
    return tuple(field for field in all_fields(on) if field.archived_at is None)


def field_called(on: str, column: str) -> CustomField | None:
    """By `custom_…`, in use."""
    if not column.startswith(PREFIX):
        return None
    return next((field for field in fields_on(on) if field.column == column), None)


def tended_among(on: str, pks: Iterable[int], viewer: User) -> frozenset[int]:
    host = HOSTS[on]
    rows = host.model._default_manager.filter(pk__in=list(pks)).filter(host.tended(viewer)).order_by()
    return frozenset(rows.values_list("pk", flat=True))


def tends(on: str, record: Any, viewer: User) -> bool:
    return bool(tended_among(on, [record.pk], viewer))


def fields_seen(on: str, record: Any, viewer: User) -> list[CustomField]:
    """The fields whose values of this record the viewer may read; for a new record (None) all of them."""
    fields = fields_on(on)
    if record is None or not any(field.for_tenders for field in fields) or tends(on, record, viewer):
        return list(fields)
    return [field for field in fields if not field.for_tenders]


def records_named(kind: str, pks: Iterable[int], viewer: User) -> Mapping[int, Any]:
    """The people or accounts with these ids that the viewer may read the name of."""
    wanted = set(pks)
    return LINKED[kind].seen(viewer).in_bulk(wanted) if wanted else {}
