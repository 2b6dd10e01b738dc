"""What happened, in columns: every state that a deal was in, small orders, and what records held before they changed.

Days are counted from 1970-01-01, moments in seconds since then; amounts are floats in the currency of the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from keyaccount.formulas.forecasting.table import Floats, Texts, Whole

NO_DAY = -1_000_000
NOBODY = -1
EPOCH = date(1970, 1, 1)
OPEN, WON, LOST, ARCHIVED = range(4)
Change = tuple[float, str, Any]


@dataclass(frozen=True, slots=True)
class States:
    """A row for each state, in the order of their deals and beginnings; `ends` of the current one is infinite.

    base: what a closed deal brought in the base currency, not-a-number where no rate was known.
    """

    deal: Whole
    begins: Floats
    ends: Floats
    status: Whole
    stage: Whole
    rate: Floats
    amount: Floats
    currency: Whole
    base: Floats
    expected: Whole
    opened: Whole
    closed: Whole
    account: Whole
    owner: Whole
    team: Whole

    def at(self, moment: float) -> Whole:
        """The places of the states that held just before the moment."""
        return np.flatnonzero((self.begins < moment) & (self.ends >= moment))

    def of(self, deals: Whole) -> States:
        """The states of these deals alone."""
        places = np.flatnonzero(np.isin(self.deal, deals))
        return States(**{each.name: getattr(self, each.name)[places] for each in fields(self)})

    def firsts(self) -> Whole:
        """The places of the first state of each deal."""
        return np.flatnonzero(np.concatenate([[True], self.deal[1:] != self.deal[:-1]])) if len(self.deal) else _NONE


_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Orders:
    day: Whole
    base: Floats
    owner: Whole
    team: Whole


@dataclass(frozen=True, slots=True)
class Told:
    """What records of one kind hold now, column by column, and each change with what stood before it.

    changes: record → (moment, column, what stood before), the latest first. A record of the past is what it holds now
    with every later change taken back.
    """

    numbers: Mapping[str, Mapping[int, float]]
    kinds: Mapping[str, Mapping[int, str]]
    days: Mapping[str, Mapping[int, float]]
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)

    def at(self, records: Whole, moments: Floats) -> tuple[dict[str, Floats], dict[str, Texts]]:
        """What each record held just before its moment; days as days from the moment on."""
        numbers = {name: self._column(held, records, np.nan, float) for name, held in self.numbers.items()}
        days = {name: self._column(held, records, np.nan, float) for name, held in self.days.items()}
        kinds = {name: self._column(held, records, "", object) for name, held in self.kinds.items()}
        self._take_back(numbers | days | kinds, records, moments)
        return numbers | {name: column - moments / 86400 for name, column in days.items()}, kinds

    @staticmethod
    def _column(held: Mapping[int, Any], records: Whole, unknown: Any, kind: Any) -> Any:
        return np.array([held.get(record, unknown) for record in records.tolist()], dtype=kind)

    def _take_back(self, columns: dict[str, Any], records: Whole, moments: Floats) -> None:
        rows: dict[int, list[int]] = defaultdict(list)
        for row, record in enumerate(records.tolist()):
            if record in self.changes:
                rows[record].append(row)
        for record, places in rows.items():
            for at, name, before in self.changes[record]:
                for row in places:
                    if at >= moments[row]:
                        columns[name][row] = before


@dataclass(frozen=True, slots=True)
class Past:
    """start: the first moment of a day in the workspace's zone; worth: of one unit of each currency on a day."""

    states: States
    orders: Orders
    deals: Told
    accounts: Told
    start: Callable[[date], float]
    worth: Callable[[date], Floats]

    def of_person(self, person: int) -> Past:
        """The same of the deals that were ever theirs: many people are asked about, each of a few deals."""
        theirs = np.unique(self.states.deal[self.states.owner == person])
        return replace(self, states=self.states.of(theirs))

    def busiest(self, people: Whole, most: int) -> list[int]:
        """Those of the people who have any deal, at most so many: the ones with the most deals."""
        owners = self.states.owner[self.states.at(np.inf)]
        known, counts = np.unique(owners[np.isin(owners, people)], return_counts=True)
        return sorted(known[np.argsort(-counts, kind="stable")][:most].tolist())


def day_number(day: date) -> int:
    return (day - EPOCH).days


def date_of(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def month_of(days: Whole) -> Whole:
    """Months since January 1970; NO_DAY stays what it is."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(days == NO_DAY, NO_DAY, months)


def month_number(first: date) -> int:
    return (first.year - EPOCH.year) * 12 + first.month - 1


def first_of(month: int) -> date:
    return date(EPOCH.year + month // 12, month % 12 + 1, 1)
