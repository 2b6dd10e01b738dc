"""What was found in feeds: a person makes a signal of it, or says that it is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import FoundSignal, Signal
from keyaccount.apps.accounts.models.feeds import Verdict
from keyaccount.apps.accounts.services.signals import record_signal
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound


class AlreadyDecided(Fact):
    message = _("Someone has decided about this already: it is %(verdict)s.")


@transaction.atomic
def confirm_found(*, found_id: int, values: Mapping[str, Any], act: Act) -> Signal:
    """A signal of the confirmer's, with where it was read; rule, kind and text are what the confirmer says."""
    found = _held(found_id, act)
    given = {
        "account": found.account,
        "industry": found.industry,
        "text": found.title,
        "source": found.feed.name,
        "link": found.link,
        "on": found.on,
        **values,
    }
    signal = record_signal(values=given, act=act)
    _decide(found, Verdict.CONFIRMED, act, signal)
    return signal


@transaction.atomic
def dismiss_found(*, found_id: int, act: Act) -> FoundSignal:
    found = _held(found_id, act)
    _decide(found, Verdict.DISMISSED, act)
    return found


def _decide(found: FoundSignal, verdict: Verdict, act: Act, signal: Signal | None = None) -> None:
    before = found.verdict
    found.verdict, found.signal, found.decided_by, found.decided_at = verdict, signal, act.actor, act.now
    found.save(update_fields=["verdict", "signal", "decided_by", "decided_at"])
    audit.record(act, found, AuditAction.CHANGED, {"verdict": (before, str(verdict))})


def _held(found_id: int, act: Act) -> FoundSignal:
    if not FoundSignal.objects.visible_to(act.actor).filter(pk=found_id).exists():
        raise NotFound
    if not FoundSignal.objects.writable_by(act.actor).filter(pk=found_id).exists():
        raise NotAllowed
    found: FoundSignal = FoundSignal.objects.select_for_update(of=("self",)).select_related("feed").get(pk=found_id)
    if found.verdict != Verdict.OPEN:
        raise AlreadyDecided(verdict=found.get_verdict_display())
    return found
