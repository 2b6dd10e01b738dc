"""What was weighted at the start of a period, stage by stage, and what those deals became in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from keyaccount.apps.forecast.models.holding import held_before
from keyaccount.apps.forecast.queries.categories import moment_of
from keyaccount.apps.pipeline.models import Stage, StateStatus
from keyaccount.apps.pipeline.queries.funnel import cells, rates_for
from keyaccount.apps.pipeline.queries.stages import stages_by_id
from keyaccount.apps.pipeline.queries.states import open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.accuracy import Judged
from keyaccount.formulas.funnel import funnel

LATER = "opportunity__states__"


@dataclass(frozen=True, slots=True)
class OfStage:
    """said: weighted at the end of the period's first day; came: won of those deals in the period."""

    stage: Stage
    count: int
    judged: Judged


def is_over(question: Question) -> bool:
    return (
        question.period is not None and question.period.end < question.today and question.period.end <= question.as_of
    )


@memo.once
def by_stage(question: Question, workspace: Workspace) -> Sequence[OfStage]:
    """Nothing while the period is still open."""
    if question.period is None or not is_over(question):
        return []
    opening = open_states(question.at(question.period.start), workspace).order_by()
    found = cells(opening)
    held = funnel(found, rates_for(found, question.at(question.period.start), workspace), [])
    became = Q(
        held_before(moment_of(question, workspace), LATER),
        **{
            f"{LATER}status": StateStatus.WON,
            f"{LATER}closed_on__range": (question.period.start, question.period.end),
        },
    )
    won = dict(opening.filter(became).values_list("stage_id").annotate(sum=Sum(f"{LATER}base_amount")).order_by())
    stages = stages_by_id()
    return [
        OfStage(stages[int(str(row.stage))], row.count, Judged(row.weighted, won.get(row.stage) or Decimal(0)))
        for row in sorted(held.rows, key=lambda row: stages[int(str(row.stage))].position)
    ]
