"""Changing a record that others may be changing: different fields merge, the same field asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, Versioned
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Clash, Conflict

Record = TypeVar("Record", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Beside:
    """A value of records that is kept in rows of its own and changed with them. now: what stands; cleaned: what is
    wanted, as it is kept; write: puts it in the place of what stood."""

    now: Callable[[Any], Any]
    cleaned: Callable[[Any, Any], Any]
    write: Callable[[Any, Any, Any, Act], None]


BESIDE: dict[str, Beside] = {}


def add_beside(name: str, value: Beside) -> None:
    """From AppConfig.ready(): records know the value by that name from then on."""
    BESIDE[name] = value


def locked(queryset: models.QuerySet[Record], pk: int) -> Record:
    """The record, held until the transaction ends (SQLite holds the whole database, by IMMEDIATE)."""
    return queryset.select_for_update(of=("self",)).get(pk=pk)


def changed_fields(
    record: Versioned, wanted: Mapping[str, Any], read_version: int | None = None
) -> dict[str, tuple[Any, Any]]:
    """{field: (from, to)} for the wanted values that differ from the record's, cleaned by the field first.

    A form sends every field. With the version that its writer read, a value left as it was then is no change, whatever
    others have made of that field since: otherwise whoever saves last would undo the rest.
    """
    untouched = _values_read(record, wanted, read_version)
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in wanted.items():
        before = _now(record, name)
        after = _cleaned(record, name, value)
        if before != after and not (name in untouched and untouched[name] == _key(after)):
            found[name] = (before, after)
    return found


def _values_read(record: Versioned, names: Iterable[str], read_version: int | None) -> dict[str, Any]:
    """What stood at that version in those of the fields that have been changed since."""
    if read_version is None or read_version >= record.version:
        return {}
    read: dict[str, Any] = {}
    for entry in _entries_since(record, read_version):
        for name in set(entry.changes) & set(names) - set(read):
            read[name] = _key(_restored(record, name, entry.changes[name][0]))
    return read


def _restored(record: Versioned, name: str, kept: Any) -> Any:
    """A value as the audit trail keeps it, as the field has it: a related record by its id."""
    if is_custom(name) or name in BESIDE:
        return kept
    field = record._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return kept["id"] if kept else None
    return None if kept is None else field.to_python(kept)  # type: ignore[union-attr]


def is_custom(name: str) -> bool:
    return name.startswith(PREFIX)


def _now(record: Versioned, name: str) -> Any:
    if name in BESIDE:
        return BESIDE[name].now(record)
    return record.custom.get(name.removeprefix(PREFIX)) if is_custom(name) else getattr(record, name)  # type: ignore[attr-defined]


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _cleaned(record: Versioned, name: str, value: Any) -> Any:
    if name in BESIDE:
        return BESIDE[name].cleaned(record, value)
    if is_custom(name):
        return value
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
    since = _entries_since(record, read_version)
    return {name: (entry, changes[name]) for entry in since for name in entry.changes if name in changes}


def _entries_since(record: Versioned, version: int) -> models.QuerySet[AuditEntry]:
    """What the audit trail says of the record after that version, oldest first."""
    entries = AuditEntry.objects.filter(entity=audit.entity_of(record), object_id=record.pk, version__gt=version)
    return entries.select_related("actor").order_by("id")


def put(record: Versioned, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Set the new values; those of custom fields in the column that holds them all."""
    for name, (_before, after) in changes.items():
        if is_custom(name):
            rest = {key: value for key, value in record.custom.items() if key != name.removeprefix(PREFIX)}  # type: ignore[attr-defined]
            record.custom = rest if after is None else {**rest, name.removeprefix(PREFIX): after}  # type: ignore[attr-defined]
        elif name not in BESIDE:
            setattr(record, name, after)


def apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what a new record holds itself, what is kept beside it)."""
    beside = {name: value for name, value in values.items() if name in BESIDE}
    return {name: value for name, value in values.items() if name not in beside}, beside


def write_beside(record: Versioned, wanted: Mapping[str, Any], act: Act) -> dict[str, tuple[Any, Any]]:
    """What is kept beside a record that has just been made; the changes, for its trail."""
    changes = changed_fields(record, wanted)
    _write_beside(record, changes, act)
    return changes


def _write_beside(record: Versioned, changes: Mapping[str, tuple[Any, Any]], act: Act) -> None:
    for name in changes.keys() & BESIDE.keys():
        BESIDE[name].write(record, *changes[name], act)


def apply(record: Versioned, changes: Mapping[str, tuple[Any, Any]], act: Act, also: Iterable[str] = ()) -> None:
    """Set the values, raise the version, save and write the audit entry. `also`: computed fields to save with them."""
    put(record, changes)
    record.version += 1
    record.updated_at = act.now
    _write_beside(record, changes, act)
    columns = {"custom" if is_custom(name) else name for name in changes if name not in BESIDE}
    record.save(update_fields=[*columns, *also, "version", "updated_at"])
    audit.record(act, record, AuditAction.CHANGED, changes)
