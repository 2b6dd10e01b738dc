"""Keeping history: every change of what figures look at ends one state and begins another."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, StateStatus, Status
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rate_at
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace

TRACKED = (
    "status",
    "stage_id",
    "win_rate",
    "amount",
    "currency",
    "expected_close",
    "opened_on",
    "closed_on",
    "close_reason_id",
    "account_id",
    "owner_id",
    "team_id",
)
TICK = timedelta(microseconds=1)
CENT = Decimal("0.01")


def write_first_state(opportunity: Opportunity, act: Act) -> OpportunityState:
    """Record how a new opportunity stands."""
    return _begin(state_of(opportunity), act.now, act)


def write_state(opportunity: Opportunity, act: Act, *, evidence: str = "") -> OpportunityState | None:
    """Record how the opportunity stands now; nothing when no tracked value changed and there is nothing to say."""
    begun = state_of(opportunity)
    last = OpportunityState.objects.current().get(opportunity=opportunity)
    if not evidence and _tracked(last) == _tracked(begun):
        return None
    last.valid_to = max(act.now, last.valid_from + TICK)
    last.save(update_fields=["valid_to"])
    begun.evidence, begun.turns = evidence, begun.turns_from(last)
    return _begin(begun, last.valid_to, act)


def _begin(state: OpportunityState, moment: datetime, act: Act) -> OpportunityState:
    state.valid_from, state.changed_by, state.surface = moment, act.actor, act.surface
    state.save(force_insert=True)
    return state


def state_of(opportunity: Opportunity) -> OpportunityState:
    """The state that the opportunity's present values make, without its times and author."""
    archived = opportunity.archived_at is not None
    closed = opportunity.closed_on
    return OpportunityState(
        opportunity=opportunity,
        status=StateStatus.ARCHIVED if archived else StateStatus(opportunity.status),
        stage_id=opportunity.stage_id,
        win_rate=opportunity.stage.win_rate if opportunity.win_rate is None else opportunity.win_rate,
        amount=opportunity.amount,
        currency=opportunity.currency,
        base_amount=None if closed is None else base_amount(opportunity, load_workspace()),
        expected_close=opportunity.expected_close,
        opened_on=opportunity.opened_on,
        closed_on=closed,
        cycle_days=None if closed is None else (closed - opportunity.opened_on).days,
        close_reason_id=opportunity.close_reason_id,
        account_id=opportunity.account_id,
        owner_id=opportunity.owner_id,
        team_id=opportunity.team_id,
    )


def base_amount(opportunity: Opportunity, workspace: Workspace) -> Decimal | None:
    """The amount at the rate of the closing day; None where that currency had no rate then."""
    if opportunity.closed_on is None:
        return None
    rate = rate_at(opportunity.currency, opportunity.closed_on, workspace.base_currency)
    return converted(opportunity.amount, rate)


def converted(amount: Decimal | None, rate: Decimal | None) -> Decimal | None:
    return None if rate is None else ((amount or Decimal(0)) * rate).quantize(CENT)


def _tracked(state: OpportunityState) -> tuple[object, ...]:
    return tuple(getattr(state, name) for name in TRACKED)


def is_closed(opportunity: Opportunity) -> bool:
    return opportunity.status != Status.OPEN
