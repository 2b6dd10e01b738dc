"""The deals behind the flow of the weighted funnel between two days, the largest effect first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.queries.flow import flow_between
from keyaccount.apps.pipeline.queries.flow_effects import largest_changes
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question
from keyaccount.formulas.flow import Cause, Change, cause, decompose


@dataclass(frozen=True, slots=True)
class Move:
    """One deal and how it stood at the two days; None where it did not exist."""

    deal: Opportunity
    why: Cause
    effect: Decimal
    before: OpportunityState | None
    after: OpportunityState | None


@dataclass(frozen=True, slots=True)
class Moves:
    """others: how many more moved, and by how much; net: what all of it did to the weighted funnel."""

    shown: Sequence[Move]
    others: int
    others_effect: Decimal
    net: Decimal


def moves_between(question: Question, since: date, workspace: Workspace, limit: int) -> Moves:
    found = flow_between(question, since, workspace)
    changes = largest_changes(question, since, workspace, limit)
    effects = {pk: sum(moved.values(), Decimal(0)) for pk, change in changes.items() if (moved := decompose(change))}
    largest = sorted(effects, key=lambda pk: (-abs(effects[pk]), pk))[:limit]
    shown = _described(largest, changes, effects, _moments(question, since, workspace))
    net = found.bars.closing - found.bars.opening
    return Moves(shown, found.moved - len(shown), net - sum((move.effect for move in shown), Decimal(0)), net)


def _moments(question: Question, since: date, workspace: Workspace) -> tuple[datetime, datetime]:
    return clock.end_of(since, workspace.zone), clock.end_of(question.as_of, workspace.zone)


def _described(
    ids: Sequence[int],
    changes: Mapping[int, Change],
    effects: Mapping[int, Decimal],
    moments: tuple[datetime, datetime],
) -> list[Move]:
    deals = Opportunity.objects.select_related("account").in_bulk(ids)
    before, after = (_states_at(moment, ids) for moment in moments)
    return [
        Move(deals[pk], cause(changes[pk]), effects[pk], before.get(pk), after.get(pk)) for pk in ids if pk in deals
    ]


def _states_at(moment: datetime, ids: Sequence[int]) -> dict[int, OpportunityState]:
    states = OpportunityState.objects.until(moment).filter(opportunity__in=ids).select_related("stage")
    return {state.opportunity_id: state for state in states}
