"""A list that the workspace keeps, in an order of its own: added to, reworded, moved, put away and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.db.models import Max

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound

Entry = TypeVar("Entry", bound=models.Model)


@dataclass(frozen=True, slots=True)
class KeptList(Generic[Entry]):
    """model: an entry, with `position` and `archived_at`, in order of position. Only administrators write it."""

    model: type[Entry]

    @transaction.atomic
    def add(self, values: Mapping[str, Any], act: Act) -> Entry:
        access.administrator(act)
        last = self.model._default_manager.aggregate(last=Max("position"))["last"]
        entry = self.model(**values, position=0 if last is None else last + 1)
        revising.check(entry)
        entry.save(force_insert=True)
        audit.record(act, entry, AuditAction.CREATED)
        return entry

    @transaction.atomic
    def change(self, entry_id: int, values: Mapping[str, Any], act: Act, seen: int | None) -> Entry:
        entry = self.held(entry_id, act)
        revising.revise(entry, values, act, seen=seen)
        return entry

    @transaction.atomic
    def move(self, entry_id: int, act: Act, *, up: bool) -> Entry:
        """One place earlier or later."""
        entry = self.held(entry_id, act)
        entries: list[Any] = list(self.model._default_manager.select_for_update())
        place = [each.pk for each in entries].index(entry.pk)
        other = place + (-1 if up else 1)
        if 0 <= other < len(entries):
            entries[place], entries[other] = entries[other], entries[place]
            for position, each in enumerate(entries):
                each.position = position
            self.model._default_manager.bulk_update(entries, ["position"])
            audit.record(act, entry, AuditAction.CHANGED, {"order": (place + 1, other + 1)})
        return entry

    @transaction.atomic
    def mark(self, entry_id: int, act: Act, *, archived: bool) -> Entry:
        """Put away, so that it is no longer offered, or brought back; what names it keeps it."""
        entry: Any = self.held(entry_id, act)
        if (entry.archived_at is not None) != archived:
            entry.archived_at = act.now if archived else None
            entry.save(update_fields=["archived_at"])
            audit.record(act, entry, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
        return entry  # type: ignore[no-any-return]

    def held(self, entry_id: int, act: Act) -> Entry:
        """The entry, kept from others until the end, for who may write the list."""
        access.administrator(act)
        entry = self.model._default_manager.select_for_update().filter(pk=entry_id).first()
        if entry is None:
            raise NotFound
        return entry
