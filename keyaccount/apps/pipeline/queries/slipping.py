"""How often and how far close dates were moved out, from one open state of a deal to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, DateField, F, Q, When, Window
from django.db.models.functions import Lag

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.cohorts import moments, stages_measured, states_until
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.measures import Slips, slips


@dataclass(frozen=True, slots=True)
class Slipped:
    """first: the close date before the first slip; last: the one after the latest."""

    opportunity: int
    slips: Slips
    first: date
    last: date


@memo.once
def slipped(question: Question, workspace: Workspace) -> Sequence[Slipped]:
    """Deals whose date moved out, in the period if there is one: the most often and farthest first."""
    moves: dict[int, list[tuple[date, date]]] = {}
    for opportunity, before, after in _moves_out(question, workspace):
        moves.setdefault(opportunity, []).append((before, after))
    found = [_of_deal(opportunity, dates) for opportunity, dates in moves.items()]
    return sorted(found, key=lambda one: (-one.slips.times, -one.slips.days, one.opportunity))


def _of_deal(opportunity: int, dates: list[tuple[date, date]]) -> Slipped:
    each = [slips(pair) for pair in dates]
    all_of_it = Slips(sum(one.times for one in each), sum(one.days for one in each))
    return Slipped(opportunity, all_of_it, dates[0][0], dates[-1][1])


def _moves_out(question: Question, workspace: Workspace) -> list[tuple[int, date, date]]:
    """Open states that begin with a later close date than the open state before them had, in order of time.

    What narrows to the period stands in the expression: a condition beside it would hide the state before from LAG.
    """
    before = Window(
        Lag("expected_close"), partition_by="opportunity_id", order_by=["valid_from"], output_field=DateField()
    )
    opened = states_until(question, workspace).filter(status=StateStatus.OPEN)
    dated = opened.annotate(earlier=Case(When(_asked(question, workspace), then=before), output_field=DateField()))
    out = dated.filter(earlier__lt=F("expected_close")).order_by("opportunity_id", "valid_from")
    moves: list[tuple[int, date, date]] = list(out.values_list("opportunity_id", "earlier", "expected_close"))  # type: ignore[arg-type]
    return moves


def _asked(question: Question, workspace: Workspace) -> Q:
    asked = Q(stage_id__in=[stage.pk for stage in stages_measured(question)])
    if question.period is None:
        return asked
    first, last = moments(question.period, workspace)
    return asked & Q(valid_from__gte=first, valid_from__lt=last)
