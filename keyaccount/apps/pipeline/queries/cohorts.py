"""Which deals entered which stage, and what became of them, counted in one pass over their states.

The formula is keyaccount.formulas.conversion; a parity test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from keyaccount.apps.pipeline.models import OpportunityState, Stage, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Question, memo
from keyaccount.formulas.conversion import Cohort
from keyaccount.kernel.period import Period

NOT_OF_THE_PAST = ("pipeline", "stage", "undated", "closes_from", "closes_to")


@dataclass(frozen=True, slots=True)
class StageCohort:
    stage: Stage
    cohort: Cohort


@dataclass(frozen=True, slots=True)
class Proposals:
    """reached: deals that came to a stage of proposals or beyond it, or were won without; won: those that were won."""

    reached: int
    won: int


@memo.once
def cohorts(question: Question, workspace: Workspace) -> Sequence[StageCohort]:
    """The stages in order; with a period, the deals that entered them in it."""
    stages = stages_measured(question)
    if not stages:
        return ()
    counted = _per_deal(question, workspace, stages).aggregate(**_counts(question, workspace, stages))
    found = [
        StageCohort(stage, Cohort(*(counted[f"{what}_{stage.pk}"] for what in ("entered", "advanced", "inside"))))
        for stage in stages
    ]
    return [each for each in found if each.stage.archived_at is None or each.cohort.entered]


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


def holds_at(end: datetime) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=end)


def turns_until(question: Question, workspace: Workspace) -> StateQuerySet:
    """The same without what changed neither stage nor status: a fraction, that says as much of when a deal came into a
    stage, was beyond it, and how it ended."""
    return states_until(question, workspace).filter(turns=True)


def _per_deal(question: Question, workspace: Workspace, stages: Sequence[Stage]) -> QuerySet[Any, Any]:
    """One row a deal: when it first stood in each stage, when it last was beyond it, and when it was last open and last
    anything else."""
    rows = turns_until(question, workspace)
    if question.period is not None:
        begun = OpportunityState.objects.filter(
            status=StateStatus.OPEN, turns=True, valid_from__range=moments(question.period, workspace)
        )
        rows = rows.filter(opportunity_id__in=begun.order_by().values("opportunity_id"))
    entries = {f"in_{stage.pk}": Min("valid_from", filter=_stands_in([stage.pk])) for stage in stages}
    beyond = {
        f"past_{stage.pk}": Max("valid_from", filter=Q(status=StateStatus.WON) | _stands_in(later_than(stage)))
        for stage in stages
    }
    return rows.order_by().values("opportunity_id").annotate(**entries, **beyond, **_last(Q(status=StateStatus.OPEN)))


def _last(condition: Q) -> Mapping[str, Max]:
    """When a deal last was so, and when last otherwise."""
    return {"last": Max("valid_from", filter=condition), "last_other": Max("valid_from", filter=~condition)}


def _is_so() -> Q:
    """At the end of the question's day, of the condition that `_last` was given."""
    return Q(last__isnull=False) & (Q(last_other=None) | Q(last__gt=F("last_other")))


def _counts(question: Question, workspace: Workspace, stages: Sequence[Stage]) -> Mapping[str, Count]:
    counts: dict[str, Count] = {}
    for stage in stages:
        entered = _entered(f"in_{stage.pk}", question, workspace)
        advanced = Q(**{f"past_{stage.pk}__gte": F(f"in_{stage.pk}")})
        stayed = Q(**{f"past_{stage.pk}": None}) | Q(**{f"past_{stage.pk}__lt": F(f"in_{stage.pk}")})
        counts |= {
            f"entered_{stage.pk}": Count("opportunity_id", filter=entered),
            f"advanced_{stage.pk}": Count("opportunity_id", filter=entered & advanced),
            f"inside_{stage.pk}": Count("opportunity_id", filter=entered & stayed & _is_so()),
        }
    return counts


def _entered(column: str, question: Question, workspace: Workspace) -> Q:
    entered = Q(**{f"{column}__isnull": False})
    if question.period is None:
        return entered
    first, last = moments(question.period, workspace)
    return entered & Q(**{f"{column}__gte": first, f"{column}__lt": last})


def _stands_in(stage_ids: Sequence[int]) -> Q:
    return Q(status=StateStatus.OPEN, stage_id__in=stage_ids)


@memo.once
def proposals(question: Question, workspace: Workspace) -> Proposals | None:
    """By the day they got there; None when no stage is marked as the one of proposals."""
    marked = [stage for stage in stages_measured(question) if stage.takes_proposals]
    there = {pk for stage in marked for pk in (stage.pk, *later_than(stage))}
    if not marked:
        return None
    pipelines = {stage.pipeline_id for stage in marked}
    won = Q(status=StateStatus.WON, stage_id__in=[each.pk for each in all_stages() if each.pipeline_id in pipelines])
    is_there = Min("valid_from", filter=won | _stands_in(sorted(there)))
    per_deal = turns_until(question, workspace).order_by().values("opportunity_id")
    reached = _entered("reached", question, workspace)
    counted = per_deal.annotate(reached=is_there, **_last(won)).aggregate(
        there=Count("opportunity_id", filter=reached), them=Count("opportunity_id", filter=reached & _is_so())
    )
    return Proposals(counted["there"], counted["them"])
