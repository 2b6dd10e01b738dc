"""Money: an exact amount in one currency. Amounts of different currencies never meet without a rate."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Self

from keyaccount.kernel.errors import Fact, Invalid, gettext_noop

HUNDREDTH = Decimal("0.01")
_CURRENCY = re.compile(r"[A-Z]{3}")


class CurrencyMismatch(Fact):
    """Two amounts of different currencies were added, subtracted or compared."""

    message = gettext_noop("%(left)s and %(right)s cannot be added or compared. Convert one of them first.")


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` units of `currency` (three capital letters), exact: never a float, no rounding before `quantized`."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"money takes a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise Invalid(gettext_noop("An amount must be a number."))
        if not _CURRENCY.fullmatch(self.currency):
            raise Invalid(
                gettext_noop("“%(currency)s” is not a currency. Write its three capital letters, for example EUR."),
                currency=self.currency,
            )

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._amount_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._amount_of(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._amount_of(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._amount_of(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._amount_of(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._amount_of(other)

    def quantized(self) -> "Money":
        """Rounded to hundredths, halves to the even neighbour, so that rounding many amounts does not drift."""
        return Money(self.amount.quantize(HUNDREDTH, ROUND_HALF_EVEN), self.currency)

    def _amount_of(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"money meets money only, not {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.amount
