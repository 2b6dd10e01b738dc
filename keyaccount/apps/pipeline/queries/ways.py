"""The ways that deals went through the stages, grouped in SQL: deals that went alike are one row, however many.

A way is a deal's turns in order, each as a number of its stage, of how the deal stood there, and of when: before the
year before the period, in that year, in the period, or after it. No measure asks more of the moments than these spans
and their order.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Aggregate, Case, Expression, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.measured import moments, turns_until
from keyaccount.apps.pipeline.queries.regrouping import from_rows
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.conversion import Stood

YEAR = timedelta(days=365)
BEFORE, NOW = 1, 2
SPANS, STANDINGS = 4, 3
OPEN, WON, NEITHER = range(STANDINGS)
STANDING = {StateStatus.OPEN: OPEN, StateStatus.WON: WON}
LONG = 1_000_000
"""More than any deal has turns."""
ALIKE = "SELECT way, COUNT(*) FROM ({rows}) AS deals GROUP BY way"


class Step(NamedTuple):
    """A turn of a deal."""

    stage: int
    when: int
    standing: int


@dataclass(frozen=True, slots=True)
class Way:
    steps: Sequence[Step]
    deals: int


class InOrder(Aggregate):
    """The texts of a group, joined in the order of another column."""

    function = "STRING_AGG"
    arg_joiner = ", ',' ORDER BY "

    def __init__(self, text: Expression, by: str, **extra: Any) -> None:
        super().__init__(text, by, output_field=TextField(), **extra)


@memo.once
def ways_gone(question: Question, workspace: Workspace) -> Sequence[Way]:
    number = (F("stage_id") * SPANS + _when(question, workspace)) * STANDINGS + _standing()
    turns = turns_until(question, workspace).order_by().values("opportunity_id")
    rows = turns.annotate(way=InOrder(Cast(number, TextField()), "valid_from"))
    return [Way([_step(int(text)) for text in way.split(",")], deals) for way, deals in from_rows(ALIKE, rows)]


def _step(number: int) -> Step:
    rest, standing = divmod(number, STANDINGS)
    return Step(*divmod(rest, SPANS), standing)


def _when(question: Question, workspace: Workspace) -> Case | Value:
    bounds = _bounds(question, workspace)
    spans = [When(valid_from__lt=moment, then=Value(place)) for place, moment in enumerate(bounds)]
    return Case(*spans, default=Value(len(bounds)), output_field=IntegerField()) if spans else Value(0)


def _bounds(question: Question, workspace: Workspace) -> Sequence[datetime]:
    """Where one span ends and the next begins."""
    if question.period is None:
        return ()
    return clock.start_of(question.period.start - YEAR, workspace.zone), *moments(question.period, workspace)


def _standing() -> Case:
    known = [When(Q(status=status), then=Value(place)) for status, place in STANDING.items()]
    return Case(*known, default=Value(NEITHER), output_field=IntegerField())


def span(question: Question, when: int) -> tuple[int | None, int | None]:
    """The span on the scale of `Stood.at`; without a period everything."""
    return (None, None) if question.period is None else (when * LONG, (when + 1) * LONG)


def history_of(
    steps: Sequence[Step], places: Mapping[int, int], won_in: Container[int] | None = None
) -> Sequence[Stood]:
    """places: of the stages that count, the others come before them; won_in: the stages whose wins count, None: all."""
    return [
        Stood(
            step.when * LONG + turn,
            places.get(step.stage, -1),
            step.standing == OPEN,
            step.standing == WON and (won_in is None or step.stage in won_in),
        )
        for turn, step in enumerate(steps)
    ]
