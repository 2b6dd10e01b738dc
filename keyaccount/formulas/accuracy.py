"""How far predictions were from what came: of amounts (WAPE, bias, coverage), and of chances (Brier, calibration).

Amounts are in one currency, chances between 0 and 1. Everything is exact, and None where there is nothing to divide by.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from keyaccount.kernel.share import share

Key = TypeVar("Key", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a period and what came; low and high: the interval that was said, if any."""

    said: Decimal
    came: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_inside(self) -> bool | None:
        """Whether what came lies in the interval, ends included; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.came <= self.high


def wape(judged: Iterable[Judged]) -> Decimal | None:
    """Weighted absolute percentage error `Σ |said − came| ÷ Σ |came|`: 0.12 is 12 % off; None when nothing came.

    Invariants: 0 exactly when everything came as it was said; the same when all amounts are in another unit.
    """
    known = list(judged)
    return share(sum(abs(one.said - one.came) for one in known), sum(abs(one.came) for one in known))


def bias(judged: Iterable[Judged]) -> Decimal | None:
    """`Σ (said − came) ÷ Σ |came|`: above 0 said too much, below 0 too little; None when nothing came.

    Invariant: |bias| ≤ WAPE.
    """
    known = list(judged)
    return share(sum((one.said - one.came for one in known), Decimal(0)), sum(abs(one.came) for one in known))


def interval_coverage(judged: Iterable[Judged]) -> Decimal | None:
    """The share of intervals that held what came; None without intervals. An 80 % interval should hold 0.8."""
    inside = [one.is_inside for one in judged if one.is_inside is not None]
    return share(sum(inside), len(inside))


def brier(chances: Iterable[tuple[Decimal, bool]]) -> Decimal | None:
    """Mean square of (chance − what came as 0 or 1): 0 is perfect, 0.25 says ½ to everything; None of nothing."""
    squares = [(chance - int(came)) ** 2 for chance, came in chances]
    return share(sum(squares, Decimal(0)), len(squares))


def calibration_error(chances: Iterable[tuple[Decimal, bool]], bins: int = BINS) -> Decimal | None:
    """Expected calibration error: chances in `bins` equal bins; the mean distance, weighted by how many lie in a bin,
    between the mean chance and the share that came true. None of nothing.

    Invariant: 0 when in each bin as large a share came true as was said.
    """
    said, came, count = [Decimal(0)] * bins, [0] * bins, 0
    for chance, true in chances:
        place = min(int(chance * bins), bins - 1)
        said[place] += chance
        came[place] += true
        count += 1
    return share(sum(abs(one - other) for one, other in zip(said, came, strict=True)), count)


def best(
    said: Mapping[Name, Mapping[Key, Decimal]], came: Mapping[Key, Decimal], at_least: int
) -> tuple[Name | None, Sequence[Key]]:
    """The name with the least WAPE, and the periods on which all were compared.

    Only who said at least so many of the periods that came takes part, and all are compared on the same periods, so
    that nobody wins by keeping silent in a hard month. Of equals the first one named; None when there is no such
    comparison. Invariant: no other that takes part has a smaller WAPE on those periods.
    """
    taking_part = {name: each for name, each in said.items() if len(each.keys() & came.keys()) >= at_least}
    shared = [key for key in came if taking_part and all(key in each for each in taking_part.values())]
    errors = {
        name: error
        for name, each in taking_part.items()
        if len(shared) >= at_least and (error := wape(Judged(each[key], came[key]) for key in shared)) is not None
    }
    return (min(errors, key=lambda name: errors[name]) if errors else None), shared
