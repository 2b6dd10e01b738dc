"""What is open, won and ordered in the question's period, grouped by person and month in SQL: a few rows however many
deals there are. All lines of the page come from these, so that they add up to the figures above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from keyaccount.apps.forecast.models.holding import held_before
from keyaccount.apps.forecast.queries.categories import moment_of, stage_categories
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.funnel import rates_for
from keyaccount.apps.pipeline.queries.sales import SUMS, converted, orders
from keyaccount.apps.pipeline.queries.states import closed_states, open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas import forecast
from keyaccount.formulas.converted import NOTHING, Converted, sum_of_known
from keyaccount.formulas.funnel import FunnelCell, weighted_amount
from keyaccount.formulas.rollup import OMITTED, Alone

ZERO = Decimal(0)
Key = TypeVar("Key")
SAID = "opportunity__forecast_categories__"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose, and of which month (its first day)."""

    owner: int
    month: date


@dataclass(frozen=True, slots=True)
class Totals:
    """alone: each category by itself; closed: in the funnel and off it; weighted: amount × win rate of what is open.

    In the base currency. What cannot be converted is in no category; closed and weighted know of it.
    """

    alone: Alone = field(default_factory=Alone)
    closed: Converted = NOTHING
    weighted: Converted = NOTHING

    def coverage(self, target: Decimal | None) -> Decimal | None:
        return forecast.coverage(self.closed.amount, self.weighted.amount, target if self._is_known else None)

    def gap(self, target: Decimal | None) -> Decimal | None:
        return forecast.gap(target if self._is_known else None, self.closed.amount, self.weighted.amount)

    @property
    def _is_known(self) -> bool:
        return sum_of_known((self.closed.value, self.weighted.value)) is not None

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.alone + other.alone, self.closed + other.closed, self.weighted + other.weighted)


@dataclass(frozen=True, slots=True)
class OpenCell:
    """Open deals of one person, month, stage, win rate and currency; said: the category set by hand, if any."""

    place: Place
    deals: FunnelCell
    said: str = ""


Cells = Mapping[Place, Totals]


@memo.once
def cells(question: Question, workspace: Workspace) -> Cells:
    return _grouped((*_closed(question, workspace), *_open(question, workspace)))


def whole(question: Question, workspace: Workspace) -> Totals:
    return sum(cells(question, workspace).values(), Totals())


def by_owner(found: Cells) -> dict[int, Totals]:
    return _grouped((place.owner, totals) for place, totals in found.items())


def by_month(found: Cells) -> dict[date, Totals]:
    return _grouped((place.month, totals) for place, totals in found.items())


def _grouped(parts: Iterable[tuple[Key, Totals]]) -> dict[Key, Totals]:
    sums: dict[Key, Totals] = {}
    for key, totals in parts:
        sums[key] = sums[key] + totals if key in sums else totals
    return sums


def _closed(question: Question, workspace: Workspace) -> Iterator[tuple[Place, Totals]]:
    won: Any = closed_states(question, workspace, StateStatus.WON)
    for rows, day in ((won, "closed_on"), (orders(question), "ordered_on")):
        grouped = rows.order_by().values_list("owner_id", TruncMonth(day)).annotate(**SUMS)
        for owner, month, *told in grouped:
            closed = converted(*told)
            yield Place(owner, month), Totals(Alone(closed=closed.amount), closed)


def _open(question: Question, workspace: Workspace) -> Iterator[tuple[Place, Totals]]:
    """Each cell counts by its stage; the deals of which somebody said otherwise are moved to what was said."""
    found = open_cells(question, workspace)
    usual = stage_categories(moment_of(question, workspace))
    rates = rates_for([cell.deals for cell in found], question, workspace)
    for cell in found:
        rate = rates.get(cell.deals.currency)
        if rate is None:
            unknown = 0 if cell.said else cell.deals.count
            yield cell.place, Totals(weighted=Converted(ZERO, unknown, unknown))
            continue
        amount, by_stage = cell.deals.amount * rate, usual[int(str(cell.deals.stage))]
        if cell.said:
            yield cell.place, Totals(_in(by_stage, -amount) + _in(cell.said, amount))
        else:
            yield cell.place, Totals(_in(by_stage, amount), weighted=_weighted(cell.deals, amount))


def _weighted(deals: FunnelCell, amount: Decimal) -> Converted:
    return Converted(weighted_amount(amount, deals.win_rate), deals.count, 0)


def _in(category: str, amount: Decimal) -> Alone:
    return Alone() if category == OMITTED else Alone(**{category: amount})


def open_cells(question: Question, workspace: Workspace) -> list[OpenCell]:
    """All open deals as cells, and once more, apart, those whose category was set by hand."""
    rows = open_states(question, workspace).order_by()
    held = rows.filter(held_before(moment_of(question, workspace), SAID), **{f"{SAID}category__gt": ""})
    return [*_cells(rows), *_cells(held.annotate(said=F(f"{SAID}category")), "said")]


def _cells(rows: StateQuerySet, *said: str) -> Iterator[OpenCell]:
    keys = ("owner_id", "stage_id", "win_rate", "currency", TruncMonth("expected_close"))
    grouped = rows.values_list(*keys, *said).annotate(deals=Count("*"), sum=Sum("amount"))
    for owner, stage, rate, currency, month, *rest in grouped:
        *category, deals, amount = rest
        yield OpenCell(Place(owner, month), FunnelCell(stage, rate, currency, deals, amount or ZERO), *category)
