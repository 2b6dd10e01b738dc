"""Changing a record that others may be changing: different fields merge, the same field asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, Versioned
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Clash, Conflict

Record = TypeVar("Record", bound=Versioned)


def locked(queryset: models.QuerySet[Record], pk: int) -> Record:
    """The record, held until the transaction ends (SQLite holds the whole database, by IMMEDIATE)."""
    return queryset.select_for_update(of=("self",)).get(pk=pk)


def changed_fields(record: Versioned, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{field: (from, to)} for the wanted values that differ from the record's, cleaned by the field first."""
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in wanted.items():
        before = getattr(record, name)
        after = _cleaned(record, name, value)
        if before != after:
            found[name] = (before, after)
    return found


def _cleaned(record: Versioned, name: str, value: Any) -> Any:
    field = record._meta.get_field(name)
    if isinstance(field, models.ForeignKey) or value is None:
        return value
    return field.to_python(value)  # type: ignore[union-attr]


def refuse_clashes(record: Versioned, changes: Mapping[str, tuple[Any, Any]], read_version: int | None) -> None:
    """Raise Conflict when someone changed one of these fields after the writer read the record."""
    if read_version is None or read_version >= record.version:
        return
    clashes = [
        Clash(field=name, yours=yours, theirs=theirs, who=str(entry.actor), at=entry.at)
        for name, (entry, (theirs, yours)) in _rival_changes(record, changes, read_version).items()
    ]
    if clashes:
        raise Conflict(clashes=clashes)


def _rival_changes(
    record: Versioned, changes: Mapping[str, tuple[Any, Any]], read_version: int
) -> dict[str, tuple[AuditEntry, tuple[Any, Any]]]:
    since = AuditEntry.objects.filter(
        entity=audit.entity_of(record), object_id=record.pk, version__gt=read_version
    ).select_related("actor")
    return {name: (entry, changes[name]) for entry in since.order_by("id") for name in entry.changes if name in changes}


def apply(record: Versioned, changes: Mapping[str, tuple[Any, Any]], act: Act, also: Iterable[str] = ()) -> None:
    """Set the values, raise the version, save and write the audit entry. `also`: computed fields to save with them."""
    for name, (_, after) in changes.items():
        setattr(record, name, after)
    record.version += 1
    record.updated_at = act.now
    record.save(update_fields=[*changes, *also, "version", "updated_at"])
    audit.record(act, record, AuditAction.CHANGED, changes)
