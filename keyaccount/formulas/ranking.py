"""Percentile ranks: where one stands among the others, 0 to 100.

The rank of a value is the share of the *others* that have less, ties at half: the largest of several has 100, the
smallest 0, and of equals each has the middle of their places. Who has nothing (0 or less) ranks at 0, however many
share that; and one alone with something has nobody to be compared with: None.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

Key = TypeVar("Key")
HUNDRED = Decimal(100)


def percentile_ranks(values: Mapping[Key, Decimal]) -> dict[Key, Decimal | None]:
    """The rank of every value among all of them; all in one unit.

    Invariants: between 0 and 100; a larger value never ranks below a smaller one; neither unit nor order matters.
    """
    ranked = sorted(values.values())
    return {key: _rank(value, ranked) for key, value in values.items()}


def value_above(rank: Decimal, others: Sequence[Decimal]) -> Decimal | None:
    """What must be exceeded to rank at `rank` (0 to 100) or higher; None when there are no others.

    `others`: the values of the others, rising. Invariant: a value above it ranks at `rank` or higher among them.
    """
    if not others:
        return None
    below = int((rank * len(others) / HUNDRED).to_integral_value(ROUND_CEILING))  # so many others must have less
    return max(others[below - 1], Decimal(0)) if below > 0 else Decimal(0)


def _rank(value: Decimal, ranked: Sequence[Decimal]) -> Decimal | None:
    if value <= 0:
        return Decimal(0)
    others = len(ranked) - 1
    if others == 0:
        return None
    less = bisect_left(ranked, value)
    equals = bisect_right(ranked, value) - less - 1
    return HUNDRED * (2 * less + equals) / (2 * others)
