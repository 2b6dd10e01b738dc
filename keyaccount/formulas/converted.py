"""What amounts of several currencies come to in the base currency, when some of them have no exchange rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.formulas.exact import exact


@dataclass(frozen=True, slots=True)
class Converted:
    """`amount`: the sum of those that have a rate, in the base currency; `count`: of all amounts; `unconvertible`: how
    many of them `amount` leaves out."""

    amount: Decimal
    count: int
    unconvertible: int

    @property
    def value(self) -> Decimal | None:
        """The sum, or None where there is something and nothing of it could be converted: not known is not zero.

        Invariant: it is None or the amount, and the amount whenever one could be converted or there is none.
        """
        return None if 0 < self.count == self.unconvertible else self.amount

    @exact
    def __add__(self, other: Converted) -> Converted:
        """Both together. Invariant: the parts may be added in any order."""
        return Converted(self.amount + other.amount, self.count + other.count, self.unconvertible + other.unconvertible)


@exact
def sum_of_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """What is known of several amounts together; None where one is not known and the others come to nothing.

    Invariant: without an unknown one it is their sum.
    """
    found = list(amounts)
    known = sum((amount for amount in found if amount is not None), Decimal(0))
    return None if None in found and not known else known


NOTHING = Converted(Decimal("0.00"), 0, 0)
