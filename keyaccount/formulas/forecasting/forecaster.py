"""All methods for one origin or many: what each says of a month, fitted on what was known at the end of a day.

Learning is for the whole company; each scope is given the odds of its own deals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from keyaccount.formulas.forecasting import learned, regression, trend, weighted
from keyaccount.formulas.forecasting.examples import open_then, outcomes_at, places_of, when_begun
from keyaccount.formulas.forecasting.histories import Scoped, Start, Whose, history_at, starts_of, until_after
from keyaccount.formulas.forecasting.interface import (
    AHEAD,
    DealOdds,
    History,
    Lack,
    Method,
    MethodName,
    Prediction,
    TooLittle,
    share_left,
)
from keyaccount.formulas.forecasting.learned import WhenModel, WinModel, learn_to_win, learn_when
from keyaccount.formulas.forecasting.past import OPEN, Past, first_of, month_number
from keyaccount.formulas.forecasting.simulation import money
from keyaccount.formulas.forecasting.table import Table, joined, some_deals

METHODS: Mapping[MethodName, Method] = {
    MethodName.TREND: trend.fit,
    MethodName.WEIGHTED: weighted.fit_by_hand,
    MethodName.MEASURED: weighted.fit_measured,
    MethodName.REGRESSION: regression.fit,
    MethodName.LEARNED: learned.fit,
}
MOST_ROWS = 100_000  # learnt from to look ahead
MOST_TO_JUDGE = 18_000  # learnt from for each of the months that the methods are judged by
LOOKED_BACK = 24  # months of starts that deals are looked at from, beside the day they were written down
Said = Prediction | TooLittle


@dataclass(frozen=True, slots=True)
class Odds:
    """Of each open deal at a moment: the chance to win it, and how likely it closes in which month."""

    table: Table
    chances: np.ndarray
    when: np.ndarray
    model: WinModel


@dataclass(slots=True)
class Forecaster:
    """Keeps what does not change from origin to origin: the tables of month starts, the starts of each scope."""

    past: Past
    tables: dict[int, Table] = field(default_factory=dict)
    starts: dict[Whose, dict[int, Start]] = field(default_factory=dict)
    scopes: dict[Whose, Scoped] = field(default_factory=dict)

    def scoped(self, whose: Whose) -> Scoped:
        if whose not in self.scopes:
            past = self.past if whose.person is None else self.past.of_person(whose.person)
            self.scopes[whose] = Scoped(past, whose)
        return self.scopes[whose]

    def look_at(self, month: int) -> None:
        """Make the table of the deals that were open when the month began."""
        if month not in self.tables:
            first = first_of(month)
            self.tables[month] = open_then(self.past, self.past.start(first), self.past.worth(first))

    def said(
        self, until: date, months: Sequence[date], whose: Whose, odds: Odds | TooLittle
    ) -> dict[tuple[MethodName, date], Said]:
        history = self.history(until, whose, odds)
        found: dict[tuple[MethodName, date], Said] = {}
        for name, method in METHODS.items():
            fitted = method(history)
            for month in months:
                found[name, month] = fitted if isinstance(fitted, TooLittle) else fitted.predict(month)
        return found

    def history(self, until: date, whose: Whose, odds: Odds | TooLittle) -> History:
        scoped = self.scoped(whose)
        known = self.starts.setdefault(whose, {})
        running = month_number(until_after(until))
        months = range(min(self.tables, default=running), running + 1)
        known |= starts_of(scoped, [month for month in months if month not in known])
        history = history_at(scoped, until, {month: known[month] for month in months})
        return replace(history, odds=odds if isinstance(odds, TooLittle) else _of_scope(odds, until, scoped))

    def learn(self, until: date, most: int = MOST_ROWS) -> Odds | TooLittle:
        """From deals whose end was known by then, looked at when they were written down and at each month's start.

        most: rows to learn from; where there are more, those of some deals stand for all.
        """
        moment = self.past.start(until_after(until))
        win = self.win_model(until, most)
        if isinstance(win, TooLittle):
            return win
        when = self._when_model(until, most)
        now = open_then(self.past, moment, self.past.worth(until))
        if isinstance(when, TooLittle):
            return when
        running = month_number(until_after(until).replace(day=1))
        left = share_left(until, first_of(running))
        return Odds(now, win.chances(now), _in_months(when.shares(now), left), win)

    def win_model(self, until: date, most: int = MOST_ROWS) -> WinModel | TooLittle:
        moment = self.past.start(until_after(until))
        outcomes = outcomes_at(self.past, moment)
        table = joined([when_begun(self.past, moment, self.past.worth(until)), *self._starts_before(until)])
        places = places_of(table.deals, outcomes)
        ended = places >= 0
        ended[ended] = some_deals(table.deals[ended], most)
        table, won = table.rows(ended), outcomes.won[places[ended]].astype(bool) if ended.any() else ended[:0]
        return learn_to_win(table, won, _by_deal(table)) if len(table) else learned.too_few(table.deals, won) or _none()

    def _when_model(self, until: date, most: int) -> WhenModel | TooLittle:
        """From starts so long ago that whether a deal closed in one of the months ahead is known of every deal."""
        outcomes = outcomes_at(self.past, self.past.start(until_after(until)))
        running = month_number(until_after(until).replace(day=1))
        tables, months = [], []
        for month in range(running - LOOKED_BACK, running - AHEAD + 1):
            if month in self.tables and len(self.tables[month]):
                table = self.tables[month]
                places = places_of(table.deals, outcomes)
                closed = np.where(places >= 0, outcomes.month[places] if len(outcomes.month) else 0, running + AHEAD)
                tables.append(table)
                months.append(np.clip(closed - month, 0, AHEAD))
        if not tables:
            return TooLittle(Lack.TIMED_DEALS, 0, learned.FEWEST_CLOSED)
        table = joined(tables)
        chosen = some_deals(table.deals, most)
        return learn_when(table.rows(chosen), np.concatenate(months)[chosen], AHEAD)

    def _starts_before(self, until: date) -> Iterator[Table]:
        running = month_number(until_after(until).replace(day=1))
        for month in range(running - LOOKED_BACK, running):
            if month in self.tables and len(self.tables[month]):
                yield self.tables[month]


def _of_scope(odds: Odds, until: date, scoped: Scoped) -> list[DealOdds]:
    """The odds of its own open deals whose amount is known in the base currency."""
    states = scoped.past.states
    held = scoped.held(scoped.past.start(until_after(until)), OPEN)
    worth = scoped.past.worth(until)[states.currency[held]]
    amounts = states.amount[held] * worth
    known = ~np.isnan(amounts)
    amount_of = dict(zip(states.deal[held][known].tolist(), amounts[known].tolist(), strict=True))
    places = np.flatnonzero(np.isin(odds.table.deals, states.deal[held][known]))
    return [
        DealOdds(money(amount_of[int(odds.table.deals[place])]), float(odds.chances[place]), tuple(when))
        for place, when in zip(places, odds.when[places].tolist(), strict=True)
    ]


def _none() -> TooLittle:
    return TooLittle(Lack.CLOSED_DEALS, 0, learned.FEWEST_CLOSED)


def _by_deal(table: Table) -> np.ndarray:
    """Each deal weighs as much as any other, however often it is looked at."""
    _known, where, counts = np.unique(table.deals, return_inverse=True, return_counts=True)
    return 1.0 / counts[where]


def _in_months(shares: np.ndarray, left: float) -> np.ndarray:
    """From months that begin now to calendar months, of the first of which only a part is left."""
    found = shares[:, :AHEAD] * left
    found[:, 1:] += shares[:, : AHEAD - 1] * (1 - left)
    return found
