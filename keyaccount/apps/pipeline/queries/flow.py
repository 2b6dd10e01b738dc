"""What moved between two days: the deals that changed one by one, the rest as two sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, Value, When

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.funnel import cells
from keyaccount.apps.pipeline.queries.narrowing import in_scope, narrowed
from keyaccount.apps.pipeline.queries.states import expected_in
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import Question, memo
from keyaccount.formulas.flow import Change, DealAt, FlowBars, decompose, flow
from keyaccount.formulas.funnel import funnel

Rates = Mapping[str, Decimal | None]


class StateRow(NamedTuple):
    opportunity: int
    status: str
    amount: Decimal | None
    currency: str
    win_rate: Decimal
    in_scope: bool
    in_period: bool


@dataclass(frozen=True)
class Flow:
    """changes: opportunity id → its two states; unconvertible: deals left out for want of a rate."""

    bars: FlowBars
    changes: Mapping[int, Change]
    unconvertible: int

    def behind(self, bar: str) -> list[tuple[int, Decimal]]:
        """The deals that moved one bar, with their effect, largest first."""
        return sorted(self._effects.get(bar, ()), key=lambda item: -abs(item[1]))

    @cached_property
    def _effects(self) -> Mapping[str, list[tuple[int, Decimal]]]:
        found: dict[str, list[tuple[int, Decimal]]] = {}
        for pk, change in self.changes.items():
            for bar, effect in decompose(change).items():
                found.setdefault(bar, []).append((pk, effect))
        return found


@memo.once
def flow_between(question: Question, since: date, workspace: Workspace) -> Flow:
    """The flow from the end of `since` to the end of the question's day, for deals the viewer may see today."""
    first, last = (clock.end_of(day, workspace.zone) for day in (since, question.as_of))
    rates_then = rates_at(since, workspace.base_currency)
    rates_now = rates_at(question.as_of, workspace.base_currency)
    changes, aside = _paired(_before(question, first, last), _after(question, first, last), rates_then, rates_now)
    opening, exchange, left_out = _unchanged(question, first, last, rates_then, rates_now)
    return Flow(flow(changes.values(), opening, exchange), changes, aside + left_out)


def _seen(question: Question) -> StateQuerySet:
    """Of every status: naming them says nothing new, but lets PostgreSQL enter the index that begins with it."""
    return OpportunityState.objects.visible_to(question.viewer).filter(status__in=StateStatus.values)


def _before(question: Question, first: datetime, last: datetime) -> Iterable[StateRow]:
    """States that held at the first moment and had ended by the last."""
    return _rows(question, _seen(question).filter(valid_from__lt=first, valid_to__gte=first, valid_to__lt=last))


def _after(question: Question, first: datetime, last: datetime) -> Iterable[StateRow]:
    """States begun between the two moments that held at the last."""
    begun = _seen(question).filter(valid_from__gte=first, valid_from__lt=last)
    return _rows(question, begun.filter(Q(valid_to=None) | Q(valid_to__gte=last)))


def _rows(question: Question, states: StateQuerySet) -> Iterable[StateRow]:
    marked = states.annotate(
        inside=_whether(in_scope(question.scope) & narrowed(question.filters, "opportunity__", question.viewer)),
        expected=_whether(expected_in(question)),
    )
    columns = ("opportunity_id", "status", "amount", "currency", "win_rate", "inside", "expected")
    return (StateRow(*row) for row in marked.order_by().values_list(*columns).iterator(chunk_size=5000))


def _whether(condition: Q) -> Case:
    if not condition:
        return Case(default=Value(value=True), output_field=BooleanField())
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _paired(
    before: Iterable[StateRow], after: Iterable[StateRow], rates_then: Rates, rates_now: Rates
) -> tuple[dict[int, Change], int]:
    then = {row.opportunity: row for row in before}
    changes: dict[int, Change] = {}
    aside = 0
    for row in after:
        earlier = then.get(row.opportunity)
        deals = _deal(earlier, rates_then), _deal(row, rates_now)
        if deals[1] is None or (earlier is not None and deals[0] is None):
            aside += 1
            continue
        changes[row.opportunity] = Change(*deals)
    return changes, aside


def _deal(row: StateRow | None, rates: Rates) -> DealAt | None:
    if row is None:
        return None
    is_open = row.status == StateStatus.OPEN
    counted = is_open and row.in_scope and row.in_period
    rate = rates.get(row.currency)
    if rate is None and counted:
        return None
    return DealAt(
        open=is_open,
        won=row.status == StateStatus.WON,
        lost=row.status == StateStatus.LOST,
        counted=counted,
        amount=row.amount or Decimal(0),
        rate=rate or Decimal(0),  # a deal that does not count needs no rate
        currency=row.currency,
        win_rate=row.win_rate,
        in_scope=row.in_scope,
        in_period=row.in_period,
    )


def _unchanged(
    question: Question, first: datetime, last: datetime, rates_then: Rates, rates_now: Rates
) -> tuple[Decimal, Decimal, int]:
    """Opening weight of the deals that held one state throughout, what exchange rates did to it, and those left out."""
    still = _seen(question).filter(Q(valid_to=None) | Q(valid_to__gte=last), valid_from__lt=first)
    counted = still.filter(
        in_scope(question.scope),
        narrowed(question.filters, "opportunity__", question.viewer),
        expected_in(question),
        status=StateStatus.OPEN,
    )
    held = cells(counted)
    both = [cell for cell in held if rates_then.get(cell.currency) and rates_now.get(cell.currency)]
    stages = list(dict.fromkeys(cell.stage for cell in both))
    then, now = (funnel(both, rates, stages).weighted for rates in (rates_then, rates_now))
    return then, now - then, sum(cell.count for cell in held) - sum(cell.count for cell in both)
