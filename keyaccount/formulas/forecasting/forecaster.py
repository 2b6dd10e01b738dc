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
from keyaccount.formulas.forecasting.histories import Scoped, Start, history_at, starts_of, until_after
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
from keyaccount.formulas.forecasting.past import Past, first_of, month_number
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
    starts: dict[frozenset[int] | None, dict[int, Start]] = field(default_factory=dict)

    def look_at(self, month: int) -> None:
        """Make the table of the deals that were open when the month began."""
        if month not in self.tables:
            first = first_of(month)
            self.tables[month] = open_then(self.past, self.past.start(first), self.past.worth(first))

    def said(
        self, until: date, months: Sequence[date], teams: frozenset[int] | None, odds: Odds | TooLittle
    ) -> dict[tuple[MethodName, date], Said]:
        history = self.history(until, teams, odds)
        found: dict[tuple[MethodName, date], Said] = {}
        for name, method in METHODS.items():
            fitted = method(history)
            for month in months:
                found[name, month] = fitted if isinstance(fitted, TooLittle) else fitted.predict(month)
        return found

    def history(self, until: date, teams: frozenset[int] | None, odds: Odds | TooLittle) -> History:
        scoped = Scoped(self.past, teams)
        known = self.starts.setdefault(teams, {})
        running = month_number(until_after(until))
        months = range(min(self.tables, default=running), running + 1)
        known |= starts_of(scoped, [month for month in months if month not in known])
        history = history_at(scoped, until, {month: known[month] for month in months})
        return replace(history, odds=odds if isinstance(odds, TooLittle) else self._of_scope(odds, until, teams))

    def _of_scope(self, odds: Odds, until: date, teams: frozenset[int] | None) -> list[DealOdds]:
        states = self.past.states
        held = Scoped(self.past, teams).held(self.past.start(until_after(until)), 0)
        worth = self.past.worth(until)
        amounts = dict(
            zip(states.deal[held].tolist(), (states.amount[held] * worth[states.currency[held]]).tolist(), strict=True)
        )
        rows = zip(odds.table.deals.tolist(), odds.chances.tolist(), odds.when.tolist(), strict=True)
        return [
            DealOdds(money(amounts[deal]), chance, tuple(when))
            for deal, chance, when in rows
            if amounts.get(deal, np.nan) == amounts.get(deal, np.nan)
        ]

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
