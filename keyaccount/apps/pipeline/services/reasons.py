"""The list of reasons why deals are won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_reason(*, values: Mapping[str, Any], act: Act) -> CloseReason:
    access.administrator(act)
    last = CloseReason.objects.filter(outcome=values["outcome"]).aggregate(last=Max("position"))["last"]
    reason = CloseReason(**values, position=0 if last is None else last + 1)
    revising.check(reason)
    reason.save(force_insert=True)
    audit.record(act, reason, AuditAction.CREATED)
    return reason


@transaction.atomic
def change_reason(*, reason_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> CloseReason:
    """A new name holds for past deals too: it is the same reason, better said."""
    reason = _held(reason_id, act)
    revising.revise(reason, values, act, seen=seen)
    return reason


def archive_reason(*, reason_id: int, act: Act) -> CloseReason:
    """No longer offered; deals that closed for it keep it."""
    return _mark(reason_id, act, archived=True)


def restore_reason(*, reason_id: int, act: Act) -> CloseReason:
    return _mark(reason_id, act, archived=False)


@transaction.atomic
def _mark(reason_id: int, act: Act, *, archived: bool) -> CloseReason:
    reason = _held(reason_id, act)
    if (reason.archived_at is not None) != archived:
        reason.archived_at = act.now if archived else None
        reason.save(update_fields=["archived_at"])
        audit.record(act, reason, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return reason


def _held(reason_id: int, act: Act) -> CloseReason:
    access.administrator(act)
    reason = CloseReason.objects.select_for_update().filter(pk=reason_id).first()
    if reason is None:
        raise NotFound
    return reason
