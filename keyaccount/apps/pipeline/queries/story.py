"""How a deal came to stand where it stands: its states, and the time it has spent in each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage, StateStatus
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User, Workspace


@dataclass(slots=True)
class Step:
    """A stage on the deal's way. days: spent in it, all visits together; evidence: its end mark, by whom and when."""

    stage: Stage
    days: int | None = None
    evidence: str = ""
    by: User | None = None
    on: date | None = None
    is_current: bool = False
    is_done: bool = False


def states_of(deal: Opportunity) -> list[OpportunityState]:
    named = deal.states.select_related("stage", "owner", "changed_by", "close_reason")
    return list(named.order_by("valid_from", "id"))


def path_of(deal: Opportunity, states: Sequence[OpportunityState], workspace: Workspace, today: date) -> list[Step]:
    """The stages of the deal's pipeline in order, with what the history says of each."""
    stages = [
        stage
        for stage in all_stages()
        if stage.pipeline_id == deal.stage.pipeline_id and (stage.archived_at is None or stage.pk == deal.stage_id)
    ]
    steps = {stage.pk: Step(stage) for stage in stages}
    for state, following in zip(states, [*states[1:], None], strict=True):
        step = steps.get(state.stage_id)
        if step is None or state.status != StateStatus.OPEN:
            continue
        step.days = (step.days or 0) + _days(state, workspace, today)
        if following is not None and following.evidence and following.stage_id != state.stage_id:
            _mark(step, following, workspace)
    for step in steps.values():
        step.is_current = step.stage.pk == deal.stage_id
        step.is_done = step.stage.position < deal.stage.position
    return list(steps.values())


def _mark(step: Step, left: OpportunityState, workspace: Workspace) -> None:
    step.evidence, step.by = left.evidence, left.changed_by
    step.on = clock.day_of(left.valid_from, workspace.zone)


def _days(state: OpportunityState, workspace: Workspace, today: date) -> int:
    """Whole days by the calendar, so that the stages' days add up to those since the first."""
    first = clock.day_of(state.valid_from, workspace.zone)
    last = clock.day_of(state.valid_to, workspace.zone) if state.valid_to else today
    return (last - first).days
