"""Archiving and restoring: nothing is deleted."""

from __future__ import annotations

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Archivable, AuditAction, Versioned
from keyaccount.apps.workspace.services import audit


class ArchivableRecord(Versioned, Archivable):
    class Meta:
        abstract = True


def archive(record: ArchivableRecord, act: Act) -> None:
    _mark(record, act, archived=True)


def restore(record: ArchivableRecord, act: Act) -> None:
    _mark(record, act, archived=False)


def _mark(record: ArchivableRecord, act: Act, *, archived: bool) -> None:
    if (record.archived_at is not None) == archived:
        return
    record.archived_at = act.now if archived else None
    record.version += 1
    record.updated_at = act.now
    record.save(update_fields=["archived_at", "version", "updated_at"])
    audit.record(act, record, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
