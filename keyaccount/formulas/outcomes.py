"""How deals ended: the win rate, and the days they took.

Days come as a histogram (number of days -> number of deals), which SQL groups and which stays small for any number of
deals. Empty histograms have no mean, median or percentile: None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.kernel.share import share


@dataclass(frozen=True, slots=True)
class CycleStats:
    """`count` deals; mean and median length in days, None when there are no deals."""

    count: int
    mean: Decimal | None
    median: Decimal | None


def win_rate(won: int, lost: int) -> Decimal | None:
    """Share of the decided deals that were won, `won / (won + lost)`, 0 to 1; None when none is decided.

    Invariant: win_rate(won, lost) + win_rate(lost, won) = 1.
    """
    return share(won, won + lost)


def cycle_stats(days_to_count: Mapping[int, int]) -> CycleStats:
    """Count, mean and median in days; the median of an even count is the mean of the two in the middle.

    Invariant: the same figures as of the list in which each number of days stands as often as its count says.
    """
    count = _count(days_to_count)
    total = sum(days * deals for days, deals in days_to_count.items())
    if count == 0:
        return CycleStats(0, None, None)
    middle = _nth(days_to_count, (count + 1) // 2) + _nth(days_to_count, count // 2 + 1)
    return CycleStats(count, share(total, count), share(middle, 2))


def percentile(histogram: Mapping[int, int], p: Decimal | int) -> int | None:
    """The p-th percentile (0 < p <= 100) by nearest rank, in the unit of the histogram's keys.

    The smallest value such that at least p % of all values are less than or equal to it: always a value that occurs,
    never one between two. Invariants: p = 100 gives the largest value, and a larger p never gives a smaller value.
    """
    if not 0 < p <= 100:
        raise ValueError(f"a percentile lies above 0 and up to 100, not at {p}")
    count = _count(histogram)
    if count == 0:
        return None
    numerator, denominator = Decimal(p).as_integer_ratio()
    return _nth(histogram, -(-count * numerator // (100 * denominator)))


def _count(histogram: Mapping[int, int]) -> int:
    if any(count < 0 for count in histogram.values()):
        raise ValueError("a histogram counts 0 or more of each value")
    return sum(histogram.values())


def _nth(histogram: Mapping[int, int], rank: int) -> int:
    """The value at `rank` (1 for the smallest) of the values in rising order, each as often as it counts."""
    reached = 0
    for value in sorted(histogram):
        reached += histogram[value]
        if reached >= rank:
            return value
    raise ValueError(f"there are only {reached} values, not {rank}")
