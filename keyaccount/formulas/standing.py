"""What is said of one account from what it bought and when: key account, lifecycle, loyalty, potential class."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keyaccount.kernel.share import share

DAYS_OF_YEAR = 365
STEADY = Decimal("0.2")  # a change of less than a fifth, up or down, is no trend
YOUNG = 2 * DAYS_OF_YEAR  # days since the first deal in which an account is still growing into custom
FIFTH = 5


class Ground(StrEnum):
    REVENUE = "revenue"
    STRATEGIC = "strategic"


class Stage(StrEnum):
    DEVELOPMENT = "development"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"


class Bond(StrEnum):
    LOYAL = "loyal"
    REPEAT = "repeat"
    OCCASIONAL = "occasional"
    LOST = "lost"


class Potential(StrEnum):
    CORE = "core"
    GROWTH = "growth"
    LAGGARD = "laggard"


@dataclass(frozen=True, slots=True)
class Custom:
    """What an account bought: revenue of the last 12 months and of those before, in one currency; closings (deals won
    and orders) of the last 12 months, the 12 before and the 12 before those; days since the first and the last one,
    None while there was none."""

    revenue: Decimal = Decimal(0)
    revenue_before: Decimal = Decimal(0)
    closings: tuple[int, int, int] = (0, 0, 0)
    first: int | None = None
    last: int | None = None


def grounds(revenue: Decimal, threshold: Decimal, *, is_strategic: bool) -> tuple[Ground, ...]:
    """Why an account is a key account; empty when it is none. At the threshold it is one."""
    found = ((Ground.REVENUE, revenue >= threshold), (Ground.STRATEGIC, is_strategic))
    return tuple(ground for ground, holds in found if holds)


def trend(custom: Custom) -> Decimal | None:
    """(revenue of 12 months − that of the 12 before) ÷ that of the 12 before; None when there was none before."""
    return share(custom.revenue - custom.revenue_before, custom.revenue_before)


def lifecycle(custom: Custom) -> Stage:
    """The stage that revenue and age suggest; a person decides.

    Nothing bought yet: development. Nothing in 12 months, or a fall by a fifth or more: decline. The first two years,
    a rise by a fifth or more, or revenue after a year without: growth. Otherwise maturity.
    Invariant: neither unit nor currency matters.
    """
    if custom.first is None:
        return Stage.DEVELOPMENT
    change = trend(custom)
    if custom.revenue <= 0 or (change is not None and change <= -STEADY):
        return Stage.DECLINE
    if custom.first < YOUNG or change is None or change >= STEADY:
        return Stage.GROWTH
    return Stage.MATURITY


def loyalty(custom: Custom) -> Bond | None:
    """The step of the loyalty pyramid that the order pattern shows; None while nothing was bought.

    Lost: no closing in 12 months. Loyal: at least one in each of the last three spans of 12 months. Repeat: two or more
    in 24 months. Otherwise occasional. Whether they pay a fair price and speak for us, orders do not tell.
    """
    if custom.first is None:
        return None
    this, before, earlier = custom.closings
    if this == 0:
        return Bond.LOST
    if before and earlier:
        return Bond.LOYAL
    return Bond.REPEAT if this + before >= 2 else Bond.OCCASIONAL


def core_count(accounts: int) -> int:
    """How many of them are the upper fifth by count, rounded up."""
    return -(-accounts // FIFTH)


def potential_class(place: int, accounts: int, *, effort: Decimal | None, profit: Decimal | None) -> Potential | None:
    """`place`: 1 for the account with the most revenue, of so many `accounts`; effort and profit: its share of all
    visits (or support cost) and of all gross profit, 0 to 1, None where not known.

    Core: among the upper fifth. Laggard: below it, taking an equal share (1 ÷ accounts) of the effort or more and
    yielding less than that of the gross profit. Growth: the rest. None: below the fifth, and not known.
    """
    if place <= core_count(accounts):
        return Potential.CORE
    equal = Decimal(1) / accounts
    if (effort is not None and effort < equal) or (profit is not None and profit >= equal):
        return Potential.GROWTH
    return None if effort is None or profit is None else Potential.LAGGARD


@dataclass(frozen=True, slots=True)
class Whale:
    """cumulated: profit of the 1, 2, … most profitable accounts together; peak: how many accounts reach the most;
    peak_share: that most ÷ the whole, which is above 1 where others lose money; None when the whole is not above 0."""

    cumulated: tuple[Decimal, ...]
    total: Decimal
    peak: int
    peak_share: Decimal | None


def whale(profits: Iterable[Decimal]) -> Whale | None:
    """The whale curve of accounts in order of profit, falling. None without accounts.

    Invariants: it ends at the total; it rises up to the peak and falls after it; peak_share is 1 or more.
    """
    ranked = sorted(profits, reverse=True)
    if not ranked:
        return None
    cumulated = list(_accumulated(ranked))
    most = max(cumulated)
    peak = cumulated.index(most) + 1
    total = cumulated[-1]
    return Whale(tuple(cumulated), total, peak, share(most, total) if total > 0 else None)


def _accumulated(values: Iterable[Decimal]) -> Iterable[Decimal]:
    total = Decimal(0)
    for value in values:
        total += value
        yield total
