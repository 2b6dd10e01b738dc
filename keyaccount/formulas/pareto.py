"""The Pareto check: how much of the revenue comes from the largest fifth of the accounts, and how many make 80 %.

The rule of thumb that 20 % of the customers bring 80 % of the revenue is often said and seldom checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from keyaccount.kernel.share import share

FIFTH = 5
GOAL = Decimal("0.8")
TEN = 10


@dataclass(frozen=True, slots=True)
class Pareto:
    """Of `accounts` with revenue the `top` largest (a fifth, rounded up) make `top_share` of it, 0 to 1, and the ten
    largest `ten_share`; `needed` is the smallest number of accounts that makes 80 % or more."""

    accounts: int
    top: int
    top_share: Decimal
    ten_share: Decimal
    needed: int

    @property
    def holds(self) -> bool:
        """Whether a fifth of the accounts makes 80 % of the revenue."""
        return self.top_share >= GOAL


def pareto(revenues: Iterable[Decimal]) -> Pareto | None:
    """Revenues in one currency, in any order; accounts without revenue do not count. None when there is no revenue.

    Invariants: a fifth of the accounts makes a fifth of the revenue or more; `needed` accounts reach 80 % and one less
    does not; the order of the revenues and their unit do not matter.
    """
    ranked = sorted((revenue for revenue in revenues if revenue > 0), reverse=True)
    if not ranked:
        return None
    sums = list(accumulate(ranked))
    total, top = sums[-1], -(-len(ranked) // FIFTH)
    return Pareto(
        accounts=len(ranked),
        top=top,
        top_share=_share(sums[top - 1], total),
        ten_share=_share(sums[min(TEN, len(sums)) - 1], total),
        needed=next(count for count, reached in enumerate(sums, start=1) if reached >= GOAL * total),
    )


def _share(part: Decimal, whole: Decimal) -> Decimal:
    found = share(part, whole)
    assert found is not None  # noqa: S101 (the whole is above zero; narrows the type)
    return found
