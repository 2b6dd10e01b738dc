"""The list of kinds of event, as the workspace keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.events.models import EventKind
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_kind(*, values: Mapping[str, Any], act: Act) -> EventKind:
    access.administrator(act)
    last = EventKind.objects.aggregate(last=Max("position"))["last"]
    kind = EventKind(**values, position=0 if last is None else last + 1)
    revising.check(kind)
    kind.save(force_insert=True)
    audit.record(act, kind, AuditAction.CREATED)
    return kind


@transaction.atomic
def change_kind(*, kind_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> EventKind:
    kind = _kind(kind_id, act)
    revising.revise(kind, values, act, seen=seen)
    return kind


@transaction.atomic
def move_kind(*, kind_id: int, up: bool, act: Act) -> EventKind:
    """One place earlier or later in the list."""
    kind = _kind(kind_id, act)
    kinds = list(EventKind.objects.select_for_update())
    place = [each.pk for each in kinds].index(kind.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(kinds):
        kinds[place], kinds[other] = kinds[other], kinds[place]
        for position, each in enumerate(kinds):
            each.position = position
        EventKind.objects.bulk_update(kinds, ["position"])
        audit.record(act, kind, AuditAction.CHANGED, {"order": (place + 1, other + 1)})
    return kind


def archive_kind(*, kind_id: int, act: Act) -> EventKind:
    """No longer offered; the events of this kind keep it."""
    return _mark(kind_id, act, archived=True)


def restore_kind(*, kind_id: int, act: Act) -> EventKind:
    return _mark(kind_id, act, archived=False)


@transaction.atomic
def _mark(kind_id: int, act: Act, *, archived: bool) -> EventKind:
    kind = _kind(kind_id, act)
    if (kind.archived_at is not None) != archived:
        kind.archived_at = act.now if archived else None
        kind.save(update_fields=["archived_at"])
        audit.record(act, kind, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return kind


def _kind(kind_id: int, act: Act) -> EventKind:
    access.administrator(act)
    kind: EventKind | None = EventKind.objects.select_for_update().filter(pk=kind_id).first()
    if kind is None:
        raise NotFound
    return kind
