"""How long deals stood in each stage: what is usual there, and which deals stand longer now.

A stay is all the time that a deal stood in one stage, open; coming back goes on counting. What changed neither stage
nor status ends none, so only turns are read, each lasting until the next. The database counts the finished stays by
stage and days; keyaccount.formulas says what is usual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lead

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries.measured import deals_measured, moments, stages_measured
from keyaccount.apps.pipeline.queries.regrouping import from_rows, whole_days
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.measures import is_stuck, usual_days

YEAR = timedelta(days=365)
SOONER, WITHIN, LATER, STANDS = range(4)
COUNTED = """
    SELECT measured, days, ends, standing, COUNT(*)
    FROM (
        SELECT measured, {days} AS days, MAX(ends) AS ends, CASE WHEN MAX(ends) = {stands} THEN deal END AS standing
        FROM ({rows}) AS runs WHERE measured IS NOT NULL GROUP BY deal, measured HAVING MAX(ends) > {sooner}
    ) AS stays
    GROUP BY measured, days, ends, standing
"""


class Stay(NamedTuple):
    opportunity: int
    stage: int
    days: int


@dataclass(frozen=True, slots=True)
class Stays:
    """finished: stage → days → how many stays took so long, of those that ended in the period; standing: of the deals
    that stand there now."""

    finished: Mapping[int, Mapping[int, int]]
    standing: Sequence[Stay]

    def usual(self, stage: int) -> int | None:
        return usual_days(self.finished.get(stage, {}))

    @property
    def stuck(self) -> list[Stay]:
        """The longest beyond what is usual first."""
        usual = {stage: self.usual(stage) for stage in self.finished}
        stuck = [stay for stay in self.standing if is_stuck(stay.days, usual.get(stay.stage))]
        return sorted(stuck, key=lambda stay: (-stay.days, stay.opportunity))


@memo.once
def stays(question: Question, workspace: Workspace) -> Stays:
    """Finished ones of the period, else of the 365 days up to the question's day."""
    end = clock.end_of(question.as_of, workspace.zone)
    first, last = moments(question.period, workspace) if question.period else (end - YEAR, end)
    runs = _runs(question, workspace, (first, last, end))
    sql = COUNTED.format(rows="{rows}", days=whole_days(runs, "SUM(spent)"), sooner=SOONER, stands=STANDS)
    finished: dict[int, Counter[int]] = {}
    standing: list[Stay] = []
    for stage, days, ends, deal, count in from_rows(sql, runs):
        if ends == STANDS:
            standing.append(Stay(deal, stage, days))
        elif ends == WITHIN:
            finished.setdefault(stage, Counter())[days] += count
    return Stays(finished, standing)


def _runs(question: Question, workspace: Workspace, bounds: tuple[datetime, datetime, datetime]) -> QuerySet[Any, Any]:
    """Each turn with its stage if it is measured, how long it lasted and when it ended."""
    first, last, end = bounds
    shown = Q(status=StateStatus.OPEN, stage_id__in=[stage.pk for stage in stages_measured(question)])
    following = Window(Lead("valid_from"), partition_by="opportunity_id", order_by=["valid_from"])
    turns = OpportunityState.objects.filter(
        turns=True, valid_from__lt=end, opportunity_id__in=_deals(question, workspace, first)
    )
    lasted = turns.order_by().annotate(ended=following, until=Coalesce("ended", _moment(end)))
    return lasted.values(
        deal=F("opportunity_id"),
        measured=Case(When(shown, then=F("stage_id")), output_field=BigIntegerField()),
        spent=ExpressionWrapper(F("until") - F("valid_from"), output_field=DurationField()),
        ends=_place(first, last),
    )


def _deals(question: Question, workspace: Workspace, first: datetime) -> QuerySet[Any, Any]:
    """Those that stood anywhere since then: a deal closed before has no stay that matters."""
    deals = deals_measured(question, workspace).filter(Q(status=StateStatus.OPEN) | Q(valid_from__gte=first))
    return deals.order_by().values("opportunity_id")


def _place(first: datetime, last: datetime) -> Case:
    return Case(
        When(ended=None, then=Value(STANDS)),
        When(ended__lt=first, then=Value(SOONER)),
        When(ended__lt=last, then=Value(WITHIN)),
        default=Value(LATER),
        output_field=IntegerField(),
    )


def _moment(moment: datetime) -> Value:
    return Value(moment, output_field=DateTimeField())
