"""How long deals stood in each stage: what is usual there, and which deals stand longer now.

A stay is all the time that a deal stood in one stage, open; coming back goes on counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Max, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Least

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.cohorts import holds_at, moments, stages_measured, states_until
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.measures import is_stuck, usual_days

YEAR = timedelta(days=365)


class Stay(NamedTuple):
    opportunity: int
    stage: int
    days: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Stays:
    """finished: stage → days → how many stays took so long, of those that ended in the period; standing: the others."""

    finished: Mapping[int, Mapping[int, int]]
    standing: Sequence[Stay]

    def usual(self, stage: int) -> int | None:
        return usual_days(self.finished.get(stage, {}))

    @property
    def stuck(self) -> list[Stay]:
        """The longest beyond what is usual first."""
        stuck = [stay for stay in self.standing if is_stuck(stay.days, self.usual(stay.stage))]
        return sorted(stuck, key=lambda stay: (-stay.days, stay.opportunity))


@memo.once
def stays(question: Question, workspace: Workspace) -> Stays:
    """Finished ones of the period, else of the 365 days up to the question's day."""
    end = clock.end_of(question.as_of, workspace.zone)
    first, last = moments(question.period, workspace) if question.period else (end - YEAR, end)
    finished: dict[int, Counter[int]] = {}
    standing: list[Stay] = []
    for opportunity, stage, spent, until, stands in _per_stage(question, workspace, first, end):
        if stands:
            standing.append(Stay(opportunity, stage, spent.days, is_over=False))
        elif first <= until < min(last, end):
            finished.setdefault(stage, Counter())[spent.days] += 1
    return Stays(finished, standing)


def _per_stage(question: Question, workspace: Workspace, first: datetime, end: datetime) -> QuerySet[Any, Any]:
    """Deal, stage, time in it, when it last left it, and whether it stands there; without what it left before."""
    shown = [stage.pk for stage in stages_measured(question)]
    left = Least(Coalesce(F("valid_to"), _moment(end)), _moment(end))
    time = ExpressionWrapper(left - F("valid_from"), output_field=DurationField())
    rows = states_until(question, workspace).filter(status=StateStatus.OPEN, stage_id__in=shown)
    grouped = rows.order_by().values_list("opportunity_id", "stage_id")
    found = grouped.annotate(
        spent=Sum(time), until=Max(left, output_field=DateTimeField()), stands=Count("stage_id", filter=holds_at(end))
    )
    return found.filter(until__gte=first)


def _moment(moment: datetime) -> Value:
    return Value(moment, output_field=DateTimeField())
