"""Writing down signals of change, and saying of one that nothing comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account, Signal
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, audit, editing, revising
from keyaccount.kernel.errors import Invalid


@transaction.atomic
def record_signal(*, values: Mapping[str, Any], act: Act) -> Signal:
    """Of an account that the actor may write, or of an industry; the kind follows the change where none is said."""
    access.may_create(act)
    today = clock.day_of(act.now, workspace().zone)
    given = {"on": today, **{name: value for name, value in values.items() if value is not None}}
    signal = Signal(**given, author=act.actor, created_at=act.now, updated_at=act.now)
    if signal.account is not None:
        access.writable(Account, signal.account.pk, act)
    if not signal.kind and signal.rule is not None:
        signal.kind = signal.rule.kind
    _check(signal)
    if signal.on > today:
        raise Invalid(fields={"on": _("A signal tells of what has happened: choose today or before.")})
    signal.save(force_insert=True)
    audit.record(act, signal, AuditAction.CREATED)
    return signal


@transaction.atomic
def dismiss_signal(*, signal_id: int, reason: str, act: Act) -> Signal:
    """Nothing comes of it, and why."""
    signal = access.writable(Signal, signal_id, act)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why nothing comes of it.")})
    signal.dismissed_at = signal.dismissed_at or act.now
    editing.apply(
        signal,
        {"dismissed_because": (signal.dismissed_because, reason.strip()[:200])},
        act,
        also=["dismissed_at"],
    )
    return signal


@transaction.atomic
def take_up_again(*, signal_id: int, act: Act) -> Signal:
    signal = access.writable(Signal, signal_id, act)
    if signal.dismissed_at is not None:
        signal.dismissed_at = None
        editing.apply(signal, {"dismissed_because": (signal.dismissed_because, "")}, act, also=["dismissed_at"])
    return signal


def _check(signal: Signal) -> None:
    revising.check(signal)
    if signal.account is None and not signal.industry.strip():
        raise Invalid(fields={"industry": _("Name the account or the industry.")})
