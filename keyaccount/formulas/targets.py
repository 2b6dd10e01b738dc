"""Targets of a year and of its quarters. Amounts are in one currency; None means that no target is set."""

from collections.abc import Mapping
from decimal import Decimal

from keyaccount.formulas.exact import exact

QUARTERS = (1, 2, 3, 4)


@exact
def target_of_year(quarters: Mapping[int, Decimal], year: Decimal | None) -> Decimal | None:
    """The target of a year: the one set for the year itself, also if it is 0; else the sum of its four quarters.

    None when neither is complete: three quarters are not the target of a year. Invariant: without a year's own
    target, the quarters sum to the year exactly.
    """
    if year is not None:
        return year
    if any(quarter not in quarters for quarter in QUARTERS):
        return None
    return sum((quarters[quarter] for quarter in QUARTERS), Decimal(0))
