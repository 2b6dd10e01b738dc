"""What moved between two days, grouped in SQL: deals that moved alike are one row, however many there are.

Deals that share status, win rate, currency, scope and period at both days, and whose amounts went the same way, move
each bar together by what one deal with their summed amounts moves it. So the database groups and adds, and
keyaccount.formulas.flow decides; a parity test holds the two together. Where a counted deal changed its currency, only
the rates say which way its amount went: such deals stand alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.funnel import open_cells
from keyaccount.apps.pipeline.queries.narrowing import in_scope, narrowed
from keyaccount.apps.pipeline.queries.pairs import BEFORE, OF_DEAL, of_before, pairs
from keyaccount.apps.pipeline.queries.states import expected_in
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import Question, memo
from keyaccount.formulas.flow import Change, DealAt, FlowBars, decompose, flow
from keyaccount.formulas.funnel import FunnelCell, funnel

ZERO = Decimal(0)
SIDE = ("status", "currency", "win_rate", "in_scope", "in_period")
WAYS = ("was_sign", "sign", "way", "alone")
Rates = Mapping[str, Decimal | None]
Weight = tuple[Decimal, str]  # win rate, currency


class Side(NamedTuple):
    """How deals stood at one of the two days; without a status they were not there."""

    status: str | None
    currency: str
    win_rate: Decimal
    in_scope: bool
    in_period: bool
    amount: Decimal

    @property
    def counted(self) -> bool:
        return self.status == StateStatus.OPEN and self.in_scope and self.in_period


@dataclass(frozen=True)
class Flow:
    """counts: bar → how many deals moved it; currencies: of the deals that moved any; unconvertible: deals left out for
    want of a rate."""

    bars: FlowBars
    counts: Mapping[str, int]
    moved: int
    currencies: frozenset[str]
    unconvertible: int


@dataclass
class _Sums:
    """What is found in one pass over the groups; after: what of the closing weight is theirs."""

    changes: list[Change] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    after: dict[Weight, tuple[int, Decimal]] = field(default_factory=dict)
    moved: int = 0
    currencies: set[str] = field(default_factory=set)
    aside: int = 0


@memo.once
def flow_between(question: Question, since: date, workspace: Workspace) -> Flow:
    """The flow from the end of `since` to the end of the question's day, for deals the viewer may see today."""
    rates = rates_of(question, since, workspace)
    groups = _groups(compared(question, since, workspace))
    found = _summed(groups, *rates)
    opening, exchange, left_out = _unchanged(open_cells(question, workspace), found.after, *rates)
    bars = flow(found.changes, opening, exchange)
    return Flow(bars, found.counts, found.moved, frozenset(found.currencies), found.aside + left_out)


def rates_of(question: Question, since: date, workspace: Workspace) -> tuple[Rates, Rates]:
    return rates_at(since, workspace.base_currency), rates_at(question.as_of, workspace.base_currency)


def compared(question: Question, since: date, workspace: Workspace) -> QuerySet[Any, Any]:
    """The deals that changed and count on one of the two days at least, with both sides as SIDE names them."""
    first, last = (clock.end_of(day, workspace.zone) for day in (since, question.as_of))
    asked = in_scope(question.scope) & narrowed(question.filters, OF_DEAL, question.viewer)
    expected = expected_in(question)
    rows = pairs(question, first, last, ("status", "currency", "win_rate")).annotate(
        in_scope=_whether(asked),
        in_period=_whether(expected),
        was_in_scope=_whether(of_before(asked)),
        was_in_period=_whether(of_before(expected)),
        worth=_amount("amount"),
        was_worth=_amount(f"{BEFORE}__amount"),
    )
    is_counted = Q(asked, expected, status=StateStatus.OPEN)
    was_counted = Q(of_before(asked), of_before(expected), was_status=StateStatus.OPEN)
    counting: QuerySet[Any, Any] = rows.filter(is_counted | was_counted).order_by()
    return counting


def _whether(condition: Q) -> Case:
    if not condition:
        return Case(default=Value(value=True), output_field=BooleanField())
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _amount(name: str) -> Coalesce:
    """A deal without an amount weighs nothing."""
    return Coalesce(F(name), Value(ZERO, output_field=AmountField()))


def _groups(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    there = Q(status=StateStatus.OPEN, was_status=StateStatus.OPEN)
    moved = (Q(currency__lt=F("was_currency")) | Q(currency__gt=F("was_currency"))) & there
    marked = rows.annotate(
        was_sign=_bit(Q(was_worth__gt=0)),
        sign=_bit(Q(worth__gt=0)),
        way=_bit(Q(worth__gt=F("was_worth")), Q(worth__lt=F("was_worth"))),
        alone=Case(When(moved, then=F("opportunity_id")), default=Value(0), output_field=IntegerField()),
    )
    keys = (*(f"was_{name}" for name in SIDE), *SIDE, *WAYS)
    sums = {"deals": Count("*"), "before": Sum("was_worth"), "after": Sum("worth")}
    groups: QuerySet[Any, Any] = marked.values_list(*keys).annotate(**sums)
    return groups


def _bit(*conditions: Q) -> Case:
    """The place of the one that holds, 0 for none."""
    places = [When(condition, then=Value(place)) for place, condition in enumerate(conditions, start=1)]
    return Case(*places, default=Value(0), output_field=IntegerField())


def _summed(groups: Iterable[Sequence[Any]], rates_then: Rates, rates_now: Rates) -> _Sums:
    found = _Sums()
    for row in groups:
        *sides, deals, amount_then, amount_now = row
        was, now = Side._make((*sides[:5], amount_then)), Side._make((*sides[5:10], amount_now))
        if now.counted:
            key = now.win_rate, now.currency
            count, amount = found.after.get(key, (0, ZERO))
            found.after[key] = count + deals, amount + now.amount
        change = change_of(was, now, rates_then, rates_now)
        if change is None:
            found.aside += deals
            continue
        found.changes.append(change)
        bars = decompose(change)
        found.moved += deals if bars else 0
        found.counts.update(dict.fromkeys(bars, deals))
        found.currencies.update(side.currency for side in (was, now) if side.currency)
    return found


def change_of(was: Side, now: Side, rates_then: Rates, rates_now: Rates) -> Change | None:
    """None where there is no rate for what counts."""
    if any(side.counted and rates.get(side.currency) is None for side, rates in ((was, rates_then), (now, rates_now))):
        return None
    return Change(_deal(was, rates_then) if was.status else None, _deal(now, rates_now))


def _deal(side: Side, rates: Rates) -> DealAt:
    return DealAt(
        open=side.status == StateStatus.OPEN,
        won=side.status == StateStatus.WON,
        lost=side.status == StateStatus.LOST,
        counted=side.counted,
        amount=side.amount,
        rate=rates.get(side.currency) or ZERO,  # a deal that does not count needs no rate
        currency=side.currency,
        win_rate=side.win_rate,
        in_scope=side.in_scope,
        in_period=side.in_period,
    )


def _unchanged(
    closing: Iterable[FunnelCell], after: Mapping[Weight, tuple[int, Decimal]], rates_then: Rates, rates_now: Rates
) -> tuple[Decimal, Decimal, int]:
    """What closes without having moved: its opening weight, what exchange rates did to it, and deals left out."""
    held = _without(closing, after)
    both = [cell for cell in held if rates_then.get(cell.currency) and rates_now.get(cell.currency)]
    then, now = (funnel(both, rates, []).weighted for rates in (rates_then, rates_now))
    return then, now - then, sum(cell.count for cell in held) - sum(cell.count for cell in both)


def _without(closing: Iterable[FunnelCell], after: Mapping[Weight, tuple[int, Decimal]]) -> list[FunnelCell]:
    left = {weight: (-deals, -amount) for weight, (deals, amount) in after.items()}
    for cell in closing:
        weight = cell.win_rate, cell.currency
        deals, amount = left.get(weight, (0, ZERO))
        left[weight] = deals + cell.count, amount + cell.amount
    return [FunnelCell(None, *weight, deals, amount) for weight, (deals, amount) in left.items()]
