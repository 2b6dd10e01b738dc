"""Changing records that carry no version (teams, roles, people, stages): different fields merge, the same field asks.

`seen` is the newest entry of the record's audit trail when its writer read it (`queries.trail.newest_entry_of`): what
the trail says since then is what others changed in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.queries.trail import entries_of
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Clash, Conflict, Invalid

Changes = dict[str, tuple[Any, Any]]


def revise(
    record: models.Model, values: Mapping[str, Any], act: Act, *, seen: int | None = None, also: Iterable[str] = ()
) -> Changes:
    """Set what the writer changed, check, save and write the audit entry. `also`: computed fields to save with it."""
    changes = assign(record, values, seen)
    if changes:
        check(record)
        write(record, changes, act, also)
    return changes


def assign(record: models.Model, values: Mapping[str, Any], seen: int | None = None) -> Changes:
    """Set the values that differ, {field: (from, to)}; raises Conflict where others changed the same field since."""
    since = [] if seen is None else list(entries_of(record).filter(id__gt=seen).order_by("id"))
    changes = {
        name: (getattr(record, name), value)
        for name, value in values.items()
        if getattr(record, name) != value and not _left_as_read(record, name, value, since)
    }
    _refuse_clashes(changes, since)
    for name, (_before, after) in changes.items():
        setattr(record, name, after)
    return changes


def write(record: models.Model, changes: Mapping[str, tuple[Any, Any]], act: Act, also: Iterable[str] = ()) -> None:
    if not changes:
        return
    fields = {*changes, *also}
    if hasattr(record, "version"):
        record.version += 1
        fields.add("version")
    record.save(update_fields=fields)
    audit.record(act, record, AuditAction.CHANGED, changes)


def check(record: models.Model, exclude: Iterable[str] = ()) -> None:
    """Raise Invalid with what to do per field."""
    hidden = [field.name for field in record._meta.concrete_fields if not field.editable]
    try:
        record.full_clean(exclude=[*hidden, *exclude])
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        general = fields.pop("__all__", None)
        raise Invalid(general and general.replace("%", "%%"), fields=fields) from error


def _left_as_read(record: models.Model, name: str, value: Any, since: list[AuditEntry]) -> bool:
    """A form sends every field: one that stands as its writer read it is no change, whatever others made of it."""
    first = next((entry for entry in since if name in entry.changes), None)
    return first is not None and _restored(record, name, first.changes[name][0]) == value


def _restored(record: models.Model, name: str, kept: Any) -> Any:
    """A value of the trail as the field has it."""
    field = record._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.filter(pk=kept["id"]).first() if kept else None
    return None if kept is None else field.to_python(kept)  # type: ignore[union-attr]


def _refuse_clashes(changes: Changes, since: list[AuditEntry]) -> None:
    clashes = [
        Clash(field=name, yours=changes[name][1], theirs=changes[name][0], who=str(entry.actor), at=entry.at)
        for name, entry in {name: entry for entry in since for name in entry.changes if name in changes}.items()
    ]
    if clashes:
        raise Conflict(clashes=clashes)
