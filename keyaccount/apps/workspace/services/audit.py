"""Writing the audit trail; every service that changes a record calls it in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry

Changes = Mapping[str, tuple[Any, Any]]


def entity_of(record: models.Model | type[models.Model]) -> str:
    return str(record._meta.label_lower)


def entry(act: Act, record: models.Model, action: AuditAction, changes: Changes | None = None) -> AuditEntry:
    """An entry that is not written yet, for services that write many at once."""
    return AuditEntry(
        at=act.now,
        actor=act.actor,
        surface=act.surface,
        entity=entity_of(record),
        object_id=record.pk,
        label=str(record)[:200],
        action=action,
        changes={name: [plain(before), plain(after)] for name, (before, after) in (changes or {}).items()},
        version=getattr(record, "version", 1),
        ref=act.ref,
    )


def record(act: Act, target: models.Model, action: AuditAction, changes: Changes | None = None) -> AuditEntry:
    written = entry(act, target, action, changes)
    written.save(force_insert=True)
    return written


def record_many(entries: Iterable[AuditEntry]) -> None:
    AuditEntry.objects.bulk_create(entries, batch_size=1000)


def plain(value: Any) -> Any:
    """A value as JSON can hold it and a reader can compare it."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "label": str(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
