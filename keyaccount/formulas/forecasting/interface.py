"""What every method takes and gives: a history up to a day, and a prediction with its interval and main reasons.

Amounts are in the base currency. A month is named by its first day. An interval is meant to hold 80 % of what comes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

CERTAINTY = Decimal("0.8")
AHEAD = 3  # this month and the two after it
WEEKDAYS = "weekdays"  # said of working days: the holidays of their year were not known yet


class MethodName(StrEnum):
    """The methods in the order in which they are shown; the weighted pipeline comes with two kinds of rates."""

    TREND = "trend"
    WEIGHTED = "weighted"
    MEASURED = "measured"
    REGRESSION = "regression"
    LEARNED = "learned"


class Lack(StrEnum):
    """What there is too little of."""

    MONTHS = "months"
    OPEN_DEALS = "open_deals"
    CLOSED_DEALS = "closed_deals"
    WON_DEALS = "won_deals"
    LOST_DEALS = "lost_deals"
    TIMED_DEALS = "timed_deals"


@dataclass(frozen=True, slots=True)
class TooLittle:
    """There is no number, and this is why: so much of it is there, so much is needed."""

    of: Lack
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a prediction: its code, how much it adds or takes (money, or share of a chance), and of what.

    size: how many there were (deals, working days); about: which one (a stage, a value), as it is kept.
    """

    code: str
    effect: Decimal | None = None
    size: Decimal | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    value: Decimal
    low: Decimal
    high: Decimal
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it was known at its first moment, with what came of it.

    closed: what it brought, None while it is not over; expected: weighted amount of the deals open at its start that
    were expected to close in it and in the months after it; pipeline: weighted amount of all open deals at its start;
    fresh: what it and the months after it brought from deals that were not open at its start, and from small orders.
    """

    first: date
    closed: Decimal | None
    expected: tuple[Decimal, ...]
    pipeline: Decimal
    workdays: tuple[int, ...]
    fresh: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """rate: the win rate set by hand; expected: the first day of the month it is expected to close in."""

    stage: int
    rate: Decimal
    amount: Decimal
    expected: date | None


@dataclass(frozen=True, slots=True)
class Decided:
    """How many deals that were ever in a stage were won and lost since."""

    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class DealOdds:
    """A learned chance for one open deal: to be won, and how likely it closes in this month, the next, and so on."""

    amount: Decimal
    chance: float
    when: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What was known at the end of a day.

    months: complete ones in their order, then the one that `until` lies in or that begins after it; closed: what the
    running month and those after it brought already; odds: learned chances, or what is missing to learn them.
    """

    until: date
    months: Sequence[Month]
    open_deals: Sequence[OpenDeal] = ()
    decided: Mapping[int, Decided] = field(default_factory=dict)
    closed: Mapping[date, Decimal] = field(default_factory=dict)
    odds: Sequence[DealOdds] | TooLittle = ()

    @property
    def complete(self) -> Sequence[Month]:
        return [month for month in self.months if month.closed is not None]

    @property
    def running(self) -> date:
        return self.months[-1].first

    def closed_in(self, month: date) -> Decimal:
        return self.closed.get(month, Decimal(0))

    def ahead(self, month: date) -> int:
        """How many months after the running one."""
        return (month.year - self.running.year) * 12 + month.month - self.running.month


def share_left(until: date, running: date) -> float:
    """How much of the running month is still to come when that day is over: 1 before the month begins."""
    return 1.0 if until < running else 1 - until.day / monthrange(running.year, running.month)[1]


class Fitted(Protocol):
    def predict(self, month: date) -> Prediction | TooLittle: ...


class Method(Protocol):
    def __call__(self, history: History) -> Fitted | TooLittle: ...


def at_least(prediction: Prediction, closed: Decimal) -> Prediction:
    """What is closed already cannot be taken back by a prediction.

    Invariant: low ≤ value ≤ high, none below what is closed.
    """
    if prediction.low >= closed:
        return prediction
    value, low, high = (max(closed, each) for each in (prediction.value, prediction.low, prediction.high))
    return Prediction(value, low, high, (*prediction.reasons, Reason("floor", closed)))
