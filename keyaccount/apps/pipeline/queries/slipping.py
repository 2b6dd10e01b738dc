"""How often and how far close dates were moved out, from one open state of a deal to the next.

The database adds up each deal and ranks them, so that only the rows that are shown come; what a slip is says
keyaccount.formulas.measures, and a parity test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Lag

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.measured import moments, stages_measured, states_until
from keyaccount.apps.pipeline.queries.regrouping import days_between, from_rows
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.measures import Slips, slips

BATCH = 900
CLOSED = (StateStatus.WON, StateStatus.LOST, StateStatus.ARCHIVED)
RANKED = """
    SELECT deal, times, days, COUNT(*) OVER (), SUM(times) OVER (), SUM(days) OVER ()
    FROM (
        SELECT deal, COUNT(*) AS times, SUM({days}) AS days FROM ({rows}) AS moves
        WHERE earlier < later AND asked GROUP BY deal
    ) AS slipped
    ORDER BY times DESC, days DESC, deal LIMIT {shown}
"""


@dataclass(frozen=True, slots=True)
class Slipped:
    """first: the close date before the first slip; last: the one after the latest."""

    opportunity: int
    slips: Slips
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Slipping:
    """deals: how many slipped; slips: of all of them; ranked: the first, most often and farthest, with their own."""

    deals: int
    slips: Slips
    ranked: Sequence[tuple[int, Slips]]


@memo.once
def slipping(question: Question, workspace: Workspace, shown: int) -> Slipping:
    """Deals whose date moved out, in the period if there is one."""
    rows = _followed(_open_around(question, workspace), question, workspace)
    sql = RANKED.format(rows="{rows}", days=days_between(rows, "earlier", "later"), shown=shown)
    found = from_rows(sql, rows)
    deals, times, days = map(int, found[0][3:]) if found else (0, 0, 0)
    return Slipping(deals, Slips(times, days), [(deal, Slips(*own)) for deal, *own, _all, _times, _days in found])


def slipped(question: Question, workspace: Workspace, ranked: Sequence[tuple[int, Slips]]) -> Sequence[Slipped]:
    """These deals with their dates."""
    found: list[Slipped] = []
    for start in range(0, len(ranked), BATCH):
        some = ranked[start : start + BATCH]
        ends = _ends(question, workspace, [deal for deal, _slips in some])
        found += [Slipped(deal, slips, *ends[deal]) for deal, slips in some]
    return found


def _ends(question: Question, workspace: Workspace, deals: Sequence[int]) -> dict[int, tuple[date, date]]:
    """The date before the first slip of each, and the one after its latest."""
    opened = states_until(question, workspace).filter(status=StateStatus.OPEN, opportunity_id__in=deals)
    rows = _followed(opened, question, workspace).order_by("deal", "at")
    ends: dict[int, tuple[date, date]] = {}
    for deal, before, after, asked in rows.values_list("deal", "earlier", "later", "asked"):
        if asked and slips((before, after)).times:
            ends[deal] = (ends.get(deal, (before,))[0], after)
    return ends


def _followed(opened: StateQuerySet, question: Question, workspace: Workspace) -> QuerySet[Any, Any]:
    """With the date of the open state before. What narrows to the period is a column of its own: as a condition it
    would hide that state from LAG."""
    before = Window(
        Lag("expected_close"), partition_by="opportunity_id", order_by=["valid_from"], output_field=DateField()
    )
    asked = Case(When(_asked(question, workspace), then=Value(value=True)), default=Value(value=False))
    return opened.order_by().values(
        deal=F("opportunity_id"), at=F("valid_from"), later=F("expected_close"), earlier=before, asked=asked
    )


def _open_around(question: Question, workspace: Workspace) -> StateQuerySet:
    """Open states of the period, and those before them, which lasted until it began but where a deal was reopened."""
    opened = states_until(question, workspace).filter(status=StateStatus.OPEN)
    if question.period is None:
        return opened
    first, _last = moments(question.period, workspace)
    reopened = OpportunityState.objects.filter(status__in=CLOSED, valid_to__gte=first)
    lasted = Q(valid_to=None) | Q(valid_to__gte=first)
    return opened.filter(lasted | Q(opportunity_id__in=reopened.order_by().values("opportunity_id")))


def _asked(question: Question, workspace: Workspace) -> Q:
    asked = Q(stage_id__in=[stage.pk for stage in stages_measured(question)])
    if question.period is None:
        return asked
    first, last = moments(question.period, workspace)
    return asked & Q(valid_from__gte=first, valid_from__lt=last)
