"""Moving an opportunity: to another stage with its end mark, to won or lost with its reason, or open again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Stage, Status
from keyaccount.apps.pipeline.services.history import is_closed, write_state
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, editing
from keyaccount.kernel.errors import Fact, Invalid


class EndMarkMissing(Invalid):
    """Leaving a stage forwards needs what shows that it is over."""

    message = _("Say what shows that “%(stage)s” is over: %(end_mark)s.")


class DealAlreadyClosed(Fact):
    message = _("“%(name)s” is already closed. Open it again first.")


class DealNotClosed(Fact):
    message = _("“%(name)s” is open already.")


@dataclass(frozen=True, slots=True)
class Closing:
    """How a deal ends: won or lost, on which day (None: today), why, and what was learnt."""

    status: Status
    day: date | None
    reason: CloseReason | None
    note: str


@transaction.atomic
def move_stage(
    *, opportunity_id: int, stage: Stage, evidence: str = "", act: Act, version: int | None = None
) -> Opportunity:
    """Move to another stage. Forwards asks for the end mark of the stage that is left; back is allowed and recorded."""
    opportunity = access.writable(Opportunity, opportunity_id, act)
    if is_closed(opportunity):
        raise DealAlreadyClosed(name=opportunity.name)
    if stage.pk == opportunity.stage_id:
        return opportunity
    left = opportunity.stage
    if needs_end_mark(left, stage) and not evidence.strip():
        raise EndMarkMissing(
            stage=left.label, end_mark=left.ends_when, fields={"evidence": str(_("Say what shows it."))}
        )
    _change(opportunity, {"stage": stage}, act, version, evidence.strip())
    return opportunity


def needs_end_mark(left: Stage, entered: Stage) -> bool:
    return left.pipeline_id == entered.pipeline_id and entered.position > left.position and bool(left.end_mark)


@transaction.atomic
def win_opportunity(
    *,
    opportunity_id: int,
    closed_on: date | None = None,
    reason: CloseReason | None = None,
    note: str = "",
    act: Act,
    version: int | None = None,
) -> Opportunity:
    return _close(opportunity_id, Closing(Status.WON, closed_on, reason, note), act, version)


@transaction.atomic
def lose_opportunity(
    *,
    opportunity_id: int,
    reason: CloseReason | None,
    closed_on: date | None = None,
    note: str = "",
    act: Act,
    version: int | None = None,
) -> Opportunity:
    """A loss needs its reason; without one nothing is learnt from it."""
    if reason is None:
        raise Invalid(fields={"reason": str(_("Choose why the deal was lost."))})
    return _close(opportunity_id, Closing(Status.LOST, closed_on, reason, note), act, version)


@transaction.atomic
def reopen_opportunity(*, opportunity_id: int, act: Act, version: int | None = None) -> Opportunity:
    opportunity = access.writable(Opportunity, opportunity_id, act)
    if not is_closed(opportunity):
        raise DealNotClosed(name=opportunity.name)
    _change(opportunity, {"status": Status.OPEN, "closed_on": None, "close_reason": None}, act, version)
    return opportunity


def _close(opportunity_id: int, closing: Closing, act: Act, version: int | None) -> Opportunity:
    opportunity = access.writable(Opportunity, opportunity_id, act)
    if is_closed(opportunity):
        raise DealAlreadyClosed(name=opportunity.name)
    today = clock.day_of(act.now, load_workspace().zone)
    day = closing.day or today
    _check_close(opportunity, closing, day, today)
    values = {
        "status": closing.status,
        "closed_on": day,
        "close_reason": closing.reason,
        "close_note": closing.note,
    }
    _change(opportunity, values, act, version, closing.note)
    return opportunity


def _check_close(opportunity: Opportunity, closing: Closing, day: date, today: date) -> None:
    if day > today:
        raise Invalid(fields={"closed_on": str(_("A deal cannot close after today."))})
    if day < opportunity.opened_on:
        raise Invalid(fields={"closed_on": str(_("A deal cannot close before its first contact."))})
    if closing.reason is not None and closing.reason.outcome != str(closing.status):
        raise Invalid(fields={"reason": str(_("Choose a reason that fits the outcome."))})


def _change(
    opportunity: Opportunity, values: Mapping[str, Any], act: Act, version: int | None, evidence: str = ""
) -> None:
    changes = editing.changed_fields(opportunity, values)
    editing.refuse_clashes(opportunity, changes, version)
    if "stage" in changes:
        opportunity.stage_since = clock.day_of(act.now, load_workspace().zone)
    editing.apply(opportunity, changes, act, also=["stage_since"])
    write_state(opportunity, act, evidence=evidence[:500])
