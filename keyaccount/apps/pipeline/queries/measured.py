"""What the measures of the funnel look at: the stages, the deals, and their states up to the question's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from keyaccount.apps.pipeline.models import OpportunityState, Stage, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Question
from keyaccount.kernel.period import Period

NOT_OF_THE_PAST = ("pipeline", "stage", "undated", "closes_from", "closes_to")


def stages_measured(question: Question) -> list[Stage]:
    chosen = question.filters.get("pipeline")
    return [
        stage
        for stage in all_stages()
        if (str(stage.pipeline_id) == chosen if chosen else stage.pipeline.archived_at is None)
    ]


def later_than(stage: Stage) -> list[int]:
    """The stages of its pipeline that come after it."""
    return [
        each.pk
        for each in all_stages()
        if each.pipeline_id == stage.pipeline_id and (each.position, each.pk) > (stage.position, stage.pk)
    ]


def moments(period: Period, workspace: Workspace) -> tuple[datetime, datetime]:
    return clock.start_of(period.start, workspace.zone), clock.end_of(period.end, workspace.zone)


def deals_measured(question: Question, workspace: Workspace) -> StateQuerySet:
    """The state each deal of the question held on its day, without those put away. What narrows open deals alone
    narrows no past, and a pipeline says which stages are measured, whichever the deal went to later."""
    return states(_of_past(question), workspace).exclude(status=StateStatus.ARCHIVED)


def states_until(question: Question, workspace: Workspace) -> StateQuerySet:
    """Everything that was known of these deals by the end of the question's day."""
    asked = _of_past(question)
    rows = OpportunityState.objects.filter(valid_from__lt=clock.end_of(question.as_of, workspace.zone))
    if asked.viewer.people_in_reach is None and asked.scope == COMPANY and not asked.filters:
        put_away = states(asked, workspace).filter(status=StateStatus.ARCHIVED)  # few, where the others are all
        return rows.exclude(opportunity_id__in=put_away.order_by().values("opportunity_id"))
    return rows.filter(opportunity_id__in=deals_measured(question, workspace).order_by().values("opportunity_id"))


def _of_past(question: Question) -> Question:
    kept = {key: text for key, text in question.filters.items() if text and key not in NOT_OF_THE_PAST}
    return replace(question, filters=MappingProxyType(kept), period=None)


def turns_until(question: Question, workspace: Workspace) -> StateQuerySet:
    """The same without what changed neither stage nor status: a fraction, that says as much of when a deal came into a
    stage, was beyond it, and how it ended."""
    return states_until(question, workspace).filter(turns=True)
