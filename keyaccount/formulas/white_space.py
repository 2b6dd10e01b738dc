"""White space: which of our products a part of an account does not buy from us, and what that would be worth a year."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Cell(StrEnum):
    """How one product stands with one business unit."""

    IN_USE = "in_use"
    OPEN = "open"
    RIVAL = "rival"
    EMPTY = "empty"
    UNFIT = "unfit"


def cell_state(*, in_use: bool, has_open: bool, said: Cell | None) -> Cell:
    """What happened comes before what somebody said of it: a product in use is in use.

    `said`: RIVAL, EMPTY or UNFIT, None when nobody has judged it. A cell that nobody has judged fits and is empty.
    Invariant: exactly one of the five states holds, and an open deal is never called empty.
    """
    if in_use:
        return Cell.IN_USE
    if has_open:
        return Cell.OPEN
    return said or Cell.EMPTY


@dataclass(frozen=True, slots=True)
class Space:
    """`amount`: estimated for a year, in one currency for all; None while nobody has estimated it."""

    state: Cell
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WhiteSpace:
    """The estimated yearly amount of the empty cells; `unknown` of the `empty` ones have no estimate yet."""

    amount: Decimal | None
    empty: int
    unknown: int


def white_space(cells: Iterable[Space]) -> WhiteSpace:
    """Only empty cells count; the amount is None when none of them is estimated.

    Invariants: cells in another state change nothing; two sets of cells together have the sum of their amounts.
    """
    amounts = [cell.amount for cell in cells if cell.state is Cell.EMPTY]
    known = [amount for amount in amounts if amount is not None]
    return WhiteSpace(sum(known, Decimal(0)) if known else None, len(amounts), len(amounts) - len(known))


def in_use_since(day: date, months: int) -> date:
    """What was won on this day or later is still in use on `day`: so many months before it, by the calendar.

    A day that the earlier month lacks becomes its last one: one month before 31 March is 28 or 29 February.
    Invariant: the result is never after `day`, and more months never give a later one.
    """
    month = day.year * 12 + day.month - 1 - months
    year, number = month // 12, month % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))
