"""What is open, won and ordered in the question's period, grouped by person and month in SQL: a few rows however many
deals there are. All lines of the page come from these, so that they add up to the figures above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.funnel import rates_for
from keyaccount.apps.pipeline.queries.sales import orders
from keyaccount.apps.pipeline.queries.states import closed_states, open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.funnel import FunnelCell, funnel

ZERO = Decimal(0)
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose, and of which month (its first day)."""

    owner: int
    month: date


@dataclass(frozen=True, slots=True)
class Totals:
    """closed: in the funnel and off it; weighted: amount × win rate of what is open. In the base currency."""

    closed: Decimal = ZERO
    weighted: Decimal = ZERO

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.closed + other.closed, self.weighted + other.weighted)


Cells = Mapping[Place, Totals]


@memo.once
def cells(question: Question, workspace: Workspace) -> Cells:
    found: dict[Place, Totals] = {}
    for place, amount in (*_won(question, workspace), *_ordered(question)):
        found[place] = found.get(place, Totals()) + Totals(closed=amount)
    for place, amount in _weighted(question, workspace):
        found[place] = found.get(place, Totals()) + Totals(weighted=amount)
    return found


def by_owner(found: Cells) -> dict[int, Totals]:
    return _grouped((place.owner, totals) for place, totals in found.items())


def by_month(found: Cells) -> dict[date, Totals]:
    return _grouped((place.month, totals) for place, totals in found.items())


def _grouped(parts: Iterable[tuple[Key, Totals]]) -> dict[Key, Totals]:
    sums: dict[Key, Totals] = {}
    for key, totals in parts:
        sums[key] = sums.get(key, Totals()) + totals
    return sums


def _won(question: Question, workspace: Workspace) -> list[tuple[Place, Decimal]]:
    rows = closed_states(question, workspace, StateStatus.WON).order_by()
    grouped = rows.values_list("owner_id", TruncMonth("closed_on")).annotate(sum=Sum("base_amount"))
    return [(Place(owner, month), amount or ZERO) for owner, month, amount in grouped]


def _ordered(question: Question) -> list[tuple[Place, Decimal]]:
    grouped = orders(question).order_by().values_list("owner_id", TruncMonth("ordered_on"))
    return [(Place(owner, month), amount or ZERO) for owner, month, amount in grouped.annotate(sum=Sum("base_amount"))]


def _weighted(question: Question, workspace: Workspace) -> list[tuple[Place, Decimal]]:
    rows = open_states(question, workspace).order_by()
    keys = ("owner_id", "stage_id", "win_rate", "currency")
    grouped = rows.values_list(*keys, TruncMonth("expected_close")).annotate(deals=Count("*"), sum=Sum("amount"))
    parts: dict[Place, list[FunnelCell]] = {}
    for owner, stage, rate, currency, month, deals, amount in grouped:
        parts.setdefault(Place(owner, month), []).append(FunnelCell(stage, rate, currency, deals, amount or ZERO))
    rates = rates_for([cell for cells in parts.values() for cell in cells], question, workspace)
    return [(place, weighted_of(cells, rates)) for place, cells in parts.items()]


def weighted_of(cells: Sequence[FunnelCell], rates: Mapping[str, Decimal | None]) -> Decimal:
    return funnel(cells, rates, []).weighted
