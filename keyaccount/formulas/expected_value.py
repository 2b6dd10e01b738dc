"""Where resources belong by what accounts are worth: expected value, relative value, and the gap to what is spent.

Money in one currency; probabilities and shares are numbers without unit, 0.5 for a half. What is not known is None,
never 0.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from keyaccount.kernel.share import share

Key = TypeVar("Key", bound=Hashable)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one account could bring: repeat sales and new business, money a year; probability between 0 and 1."""

    repeat: Decimal | None
    new: Decimal | None
    probability: Decimal | None

    def __post_init__(self) -> None:
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise ValueError("a probability lies between 0 and 1")

    @property
    def potential(self) -> Decimal | None:
        """Sales potential: repeat sales + new business; None while either is unknown."""
        return None if self.repeat is None or self.new is None else self.repeat + self.new

    @property
    def value(self) -> Decimal | None:
        """Expected value to the cent: sales potential × probability; None while either is unknown, save that nothing
        is worth nothing.

        Invariant: for a potential of 0 or more it lies between 0 and the potential.
        """
        if self.potential == 0:
            return Decimal(0)
        if self.potential is None or self.probability is None:
            return None
        return (self.potential * self.probability).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Allocation:
    """One account's share of one resource: as planned, as spent, and as its relative value would have it."""

    planned: Decimal | None
    actual: Decimal | None
    by_value: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Spent − by relative value: above 0 where the account takes more than it is worth."""
        return None if self.actual is None or self.by_value is None else self.actual - self.by_value


def mean_probability(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The probability of several amounts together, weighted by amount: Σ a × p ÷ Σ a; None where they sum to 0.

    Invariant: it lies between the smallest and the largest probability of an amount above 0.
    """
    known = list(parts)
    weighted = sum((amount * probability for amount, probability in known), Decimal(0))
    found = share(weighted, sum((amount for amount, _probability in known), Decimal(0)))
    return None if found is None else min(max(found, Decimal(0)), Decimal(1))


def relative_values(values: Mapping[Key, Decimal | None]) -> Mapping[Key, Decimal | None]:
    """Each amount ÷ the sum of those that are known; None where it is unknown itself, and for all when that sum is 0.

    Invariants: where defined they sum to 1 (to 20 places); multiplying every amount by the same number changes nothing.
    """
    total = sum((value for value in values.values() if value is not None), Decimal(0))
    return {key: share(value, total) for key, value in values.items()}


def allocations(
    planned: Mapping[Key, Decimal | None], actual: Mapping[Key, Decimal | None], values: Mapping[Key, Decimal | None]
) -> Mapping[Key, Allocation]:
    """The allocation of every account named in any of the three; who is missing in one is unknown there.

    Invariant: where all are known, the gaps sum to 0 (to 20 places).
    """
    plan, spent, worth = relative_values(planned), relative_values(actual), relative_values(values)
    return {key: Allocation(plan.get(key), spent.get(key), worth.get(key)) for key in {**worth, **spent, **plan}}
