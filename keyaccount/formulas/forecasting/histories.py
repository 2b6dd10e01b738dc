"""Histories as of a moment, made of the past in columns: months, open deals, decided stages, for one scope."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from keyaccount.formulas.forecasting.interface import AHEAD, Decided, History, Month, OpenDeal
from keyaccount.formulas.forecasting.past import (
    ARCHIVED,
    LOST,
    NO_DAY,
    OPEN,
    WON,
    Orders,
    Past,
    States,
    date_of,
    day_number,
    first_of,
    month_number,
    month_of,
)
from keyaccount.formulas.forecasting.simulation import money
from keyaccount.formulas.forecasting.table import Flags, Floats, Whole
from keyaccount.formulas.forecasting.workdays import workdays

MOST_MONTHS = 60
EVERY = slice(None)


@dataclass(frozen=True, slots=True)
class Whose:
    """A team's, with all below it; one person's; or everyone's."""

    team: int | None = None
    below: frozenset[int] | None = None
    person: int | None = None


EVERYONE = Whose()


@dataclass(frozen=True, slots=True)
class Scoped:
    """The past of a team, of a person, or of all."""

    past: Past
    whose: Whose = EVERYONE

    def _ours(self, rows: States | Orders, places: Whole | slice = EVERY) -> Flags:
        below, person = self.whose.below, self.whose.person
        if person is not None:
            return np.equal(rows.owner[places], person)
        team = rows.team[places]
        return np.ones(len(team), dtype=np.bool_) if below is None else np.isin(team, list(below))

    def held(self, moment: float, *statuses: int) -> Whole:
        """Places of the states that held just before the moment, with one of these statuses."""
        states = self.past.states
        places = states.at(moment)
        places = places[np.isin(states.status[places], statuses)]
        return places[self._ours(states, places)]

    def revenue(self, until: date) -> dict[int, float]:
        """Month → what it had brought by the end of that day, in the funnel and off it."""
        states, orders = self.past.states, self.past.orders
        won = self.held(self.past.start(until_after(until)), WON)
        told = self._ours(orders) & (orders.day <= day_number(until))
        months = np.concatenate([month_of(states.closed[won]), month_of(orders.day[told])])
        amounts = np.concatenate([np.nan_to_num(states.base[won]), orders.base[told]])
        return _summed(months, amounts)

    def fresh(self, until: date) -> dict[tuple[int, int], float]:
        """(Month of a beginning, months later) → what closed then of deals that were not open when the month began."""
        states, orders = self.past.states, self.past.orders
        won = self.held(self.past.start(until_after(until)), WON)
        firsts = states.firsts()
        shift = day_number(until) * 86400 - self.past.start(until)  # from the zone's days to those of UTC
        begun = np.floor((states.begins[firsts] + shift) / 86400).astype(np.int64)
        begun_of = begun[np.searchsorted(states.deal[firsts], states.deal[won])]
        closed, began = month_of(states.closed[won]), month_of(begun_of)
        base = np.nan_to_num(states.base[won])
        ordered = self._ours(orders) & (orders.day <= day_number(until))
        found: dict[tuple[int, int], float] = {}
        for ahead in range(AHEAD):
            late = began >= closed - ahead
            months = np.concatenate([closed[late], month_of(orders.day[ordered])])
            amounts = np.concatenate([base[late], orders.base[ordered]])
            for month, amount in _summed(months, amounts).items():
                found[month - ahead, ahead] = amount
        return found


def until_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _summed(months: Whole, amounts: Floats) -> dict[int, float]:
    known, where = np.unique(months, return_inverse=True)
    return dict(zip(known.tolist(), np.bincount(where, amounts, len(known)).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Start:
    """The pipeline at the first moment of a month: weighted amount by the month of the expected close, and in all."""

    expected: dict[int, float]
    pipeline: float


def starts_of(scoped: Scoped, months: Sequence[int]) -> dict[int, Start]:
    """Asked once for all origins: a start never changes."""
    found = {}
    for month in months:
        first = first_of(month)
        states = scoped.past.states
        places = scoped.held(scoped.past.start(first), OPEN)
        worth = scoped.past.worth(first)[states.currency[places]]
        weighted = np.nan_to_num(states.amount[places] * states.rate[places] * worth)
        found[month] = Start(_summed(month_of(states.expected[places]), weighted), float(weighted.sum()))
    return found


def history_at(scoped: Scoped, until: date, starts: dict[int, Start]) -> History:
    """What was known at the end of that day; the running month is the one of the day after."""
    revenue, fresh = scoped.revenue(until), scoped.fresh(until)
    running = month_number(until_after(until).replace(day=1))
    first = min((month for month in (*revenue, *starts) if month != NO_DAY), default=running)
    first = max(first, running - MOST_MONTHS, min(revenue, default=running))
    months = [_month(month, running, revenue, fresh, starts) for month in range(first, running + 1)]
    return History(
        until=until,
        months=months,
        open_deals=open_deals(scoped, until),
        decided=decided_by_stage(scoped, until),
        closed={first_of(month): money(revenue.get(month, 0)) for month in range(running, running + AHEAD)},
    )


def _month(
    month: int,
    running: int,
    revenue: dict[int, float],
    fresh: dict[tuple[int, int], float],
    starts: dict[int, Start],
) -> Month:
    start = starts.get(month, Start({}, 0.0))
    return Month(
        first=first_of(month),
        closed=money(revenue.get(month, 0)) if month < running else None,
        expected=tuple(money(start.expected.get(month + ahead, 0)) for ahead in range(AHEAD)),
        pipeline=money(start.pipeline),
        workdays=tuple(_workdays(first_of(month + ahead)) for ahead in range(AHEAD)),
        fresh=tuple(money(fresh.get((month, ahead), 0)) for ahead in range(AHEAD)),
    )


def _workdays(first: date) -> int:
    return workdays(first, first.replace(day=monthrange(first.year, first.month)[1]))


def open_deals(scoped: Scoped, until: date) -> list[OpenDeal]:
    states = scoped.past.states
    places = scoped.held(scoped.past.start(until_after(until)), OPEN)
    worth = scoped.past.worth(until)[states.currency[places]]
    amounts = states.amount[places] * worth
    known = ~np.isnan(amounts)
    return [
        OpenDeal(int(states.stage[place]), _rate(states.rate[place]), money(amount), _expected(states.expected[place]))
        for place, amount in zip(places[known], amounts[known], strict=True)
    ]


def _rate(share: float) -> Decimal:
    return Decimal(round(share * 10_000)) / 10_000


def _expected(day: int) -> date | None:
    return None if day == NO_DAY else date_of(day).replace(day=1)


def decided_by_stage(scoped: Scoped, until: date) -> dict[int, Decided]:
    """Of the deals that were ever open in a stage before the day's end: how many had been won and lost by then."""
    states = scoped.past.states
    moment = scoped.past.start(until_after(until))
    ended = scoped.held(moment, WON, LOST)  # one state a deal, in the order of the deals
    if not len(ended):
        return {}
    seen = np.flatnonzero((states.begins < moment) & (states.status != ARCHIVED))
    place = np.minimum(np.searchsorted(states.deal[ended], states.deal[seen]), len(ended) - 1)
    ours = states.deal[ended][place] == states.deal[seen]
    once = np.unique(states.stage[seen][ours] * len(ended) + place[ours])
    stages, where = np.unique(once // len(ended), return_inverse=True)
    won = np.bincount(where, states.status[ended][once % len(ended)] == WON, len(stages)).astype(int)
    counts = zip(stages.tolist(), won.tolist(), np.bincount(where).tolist(), strict=True)
    return {stage: Decided(won=won, lost=all_of_it - won) for stage, won, all_of_it in counts}
