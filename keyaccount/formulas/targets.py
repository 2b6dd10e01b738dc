"""Targets of a year, its quarters and months, and how a whole is split into parts that sum to it to the cent.

Amounts are in one currency (new customers: a count); None means that no target is set.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from keyaccount.formulas.exact import exact

QUARTERS = (1, 2, 3, 4)
MONTHS = tuple(range(1, 13))
CENT = Decimal("0.01")
YEARS_FOR_A_SEASON = 2

Key = TypeVar("Key", bound=Hashable)


@exact
def target_of_year(quarters: Mapping[int, Decimal], year: Decimal | None) -> Decimal | None:
    """The target of a year: the one set for the year itself, also if it is 0; else the sum of its four quarters.

    None when neither is complete: three quarters are not the target of a year. Invariant: without a year's own
    target, the quarters sum to the year exactly.
    """
    return _own_or_sum(quarters, QUARTERS, year)


@exact
def target_of_quarter(months: Mapping[int, Decimal], quarter: int, own: Decimal | None) -> Decimal | None:
    """The target of a quarter: its own, else the sum of its three months, counted 1 to 12 from the fiscal year's start.

    Invariant: without a quarter's own target, its three months sum to it exactly.
    """
    return _own_or_sum(months, months_of(quarter), own)


def months_of(quarter: int) -> tuple[int, int, int]:
    """The months of a quarter, counted from the start of the fiscal year: 4, 5, 6 for the second."""
    last = 3 * quarter
    return last - 2, last - 1, last


def _own_or_sum(parts: Mapping[int, Decimal], wanted: Sequence[int], own: Decimal | None) -> Decimal | None:
    if own is not None:
        return own
    if any(part not in parts for part in wanted):
        return None
    return sum((parts[part] for part in wanted), Decimal(0))


@dataclass(frozen=True, slots=True)
class YearOfTargets:
    """What is set for one year: for itself, its quarters (1 to 4) and its months (1 to 12 from the fiscal start)."""

    own: Decimal | None = None
    quarters: Mapping[int, Decimal] = field(default_factory=dict)
    months: Mapping[int, Decimal] = field(default_factory=dict)

    def month(self, number: int) -> Decimal | None:
        return self.months.get(number)

    def quarter(self, number: int) -> Decimal | None:
        return target_of_quarter(self.months, number, self.quarters.get(number))

    @property
    def year(self) -> Decimal | None:
        return target_of_year(self._known_quarters, self.own)

    @property
    def off_by(self) -> Decimal | None:
        """The four quarters − the year's own target; None where either is not known."""
        parts = target_of_year(self._known_quarters, None)
        return None if parts is None or self.own is None else parts - self.own

    def quarter_off_by(self, number: int) -> Decimal | None:
        """The three months of a quarter − its own target; None where either is not known."""
        parts, own = target_of_quarter(self.months, number, None), self.quarters.get(number)
        return None if parts is None or own is None else parts - own

    @property
    def _known_quarters(self) -> dict[int, Decimal]:
        found = {number: self.quarter(number) for number in QUARTERS}
        return {number: amount for number, amount in found.items() if amount is not None}


def split(whole: Decimal, weights: Mapping[Key, Decimal], unit: Decimal = CENT) -> dict[Key, Decimal]:
    """The whole in parts by weight, each a multiple of `unit`; what rounding leaves goes to the largest remainders.

    Weights are 0 or more; when all are 0 the parts are equal. The whole is a multiple of the unit, 0 or more; there is
    at least one part. Invariants: the parts sum to the whole exactly; none is negative; none is more than one unit
    away from its exact share; of equal remainders the first in order gets the unit.
    """
    if not weights or whole < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("a split needs parts, and nothing below zero")
    units = Fraction(whole) / Fraction(unit)
    if units.denominator != 1:
        raise ValueError(f"{whole} is no multiple of {unit}")
    counted = _shares_of(units.numerator, [Fraction(weight) for weight in weights.values()])
    return {key: _times(unit, count) for key, count in zip(weights, counted, strict=True)}


def _shares_of(units: int, weights: list[Fraction]) -> list[int]:
    total = sum(weights) or len(weights)
    exactly = [units * (weight if any(weights) else 1) / Fraction(total) for weight in weights]
    counted = [share.numerator // share.denominator for share in exactly]
    by_remainder = sorted(range(len(exactly)), key=lambda place: counted[place] - exactly[place])
    for place in by_remainder[: units - sum(counted)]:
        counted[place] += 1
    return counted


@exact
def _times(unit: Decimal, count: int) -> Decimal:
    return unit * count


def spread(
    whole: Decimal,
    weights: Mapping[Key, Decimal],
    fixed: Mapping[Key, Decimal] | None = None,
    unit: Decimal = CENT,
) -> dict[Key, Decimal] | None:
    """The whole in parts, of which some stay as they are and the others share the rest by weight.

    None where that cannot be: the fixed parts exceed the whole, or all are fixed and do not sum to it.
    Invariants: the parts sum to the whole exactly; fixed parts stay; none is negative.
    """
    kept = {key: amount for key, amount in (fixed or {}).items() if key in weights}
    rest = _minus(whole, kept.values())
    free = {key: weight for key, weight in weights.items() if key not in kept}
    if rest < 0 or (not free and rest != 0):
        return None
    shared = split(rest, free, unit) if free else {}
    return {key: kept[key] if key in kept else shared[key] for key in weights}


@exact
def _minus(whole: Decimal, parts: Collection[Decimal]) -> Decimal:
    return whole - sum(parts, Decimal(0))


@exact
def counted_above(own: Decimal | None, parts: Collection[Decimal | None]) -> Decimal | None:
    """What one owner counts for in the sum of those above: its own target, else what those below it come to.

    A part that is not set counts as nothing; None when neither the owner nor any part has a target.
    """
    known = [part for part in parts if part is not None]
    if own is not None or not known:
        return own
    return sum(known, Decimal(0))


@exact
def off_by(whole: Decimal | None, parts: Collection[Decimal | None]) -> Decimal | None:
    """The parts − the whole: below 0 is what is missing, above 0 what is too much. A part not set counts as nothing.

    None without a whole, or where no part is set: then nothing has been shared out yet. Invariant: the parts that are
    set are the whole and what this says, exactly.
    """
    known = [part for part in parts if part is not None]
    return None if whole is None or not known else sum(known, Decimal(0)) - whole


def seasonal_weights(years: Sequence[Mapping[int, Decimal]]) -> dict[int, Decimal] | None:
    """How a year's revenue lies on its months, from whole past years: the mean of each year's own shares.

    A year counts by its shape, not by its size, so growth does not lean on the last year. Years without revenue are
    left out; None with fewer than two, since one year does not tell season from chance. Invariants: weights are 0 or
    more and sum to 1 (to 20 places); a year twice as large with the same shape changes nothing.
    """
    shapes = [shape for year in years if (shape := _shape(year)) is not None]
    if len(shapes) < YEARS_FOR_A_SEASON:
        return None
    return {month: sum((shape[month] for shape in shapes), Decimal(0)) / len(shapes) for month in MONTHS}


def _shape(year: Mapping[int, Decimal]) -> dict[int, Decimal] | None:
    amounts = {month: max(year.get(month, Decimal(0)), Decimal(0)) for month in MONTHS}
    total = sum(amounts.values())
    return {month: amount / total for month, amount in amounts.items()} if total > 0 else None


def weeks_left(days_left: int) -> int:
    """Weeks of a period still to come, a begun week as a whole one: 0 from its last day."""
    return -(-max(days_left, 0) // 7)


def needed_per_week(target: Decimal | None, closed: Decimal | None, weeks: int) -> Decimal | None:
    """What must be closed in each remaining week: `max(T − C, 0) ÷ weeks`, to the cent.

    None without a target, where closed is not known, or once the period is over; 0 when the target is reached.
    Invariant: per week × weeks is what is missing, to half a cent a week.
    """
    if target is None or closed is None or weeks <= 0:
        return None
    return (max(target - closed, Decimal(0)) / weeks).quantize(CENT)


def margin_of(
    expected: Decimal | None, cost: Decimal | None, amount: Decimal | None, base_amount: Decimal | None
) -> Decimal | None:
    """The gross margin of a deal won, in the base currency, to the cent: the margin expected, else amount − cost.

    expected, cost and amount are in the deal's currency, base_amount is the amount at the closing day's rate. None
    where neither margin nor cost is known, or the amount is 0 or unknown. Invariant: in the base currency itself it is
    the expected margin.
    """
    if not amount or base_amount is None or (expected is None and cost is None):
        return None
    margin = expected if expected is not None else amount - (cost or Decimal(0))
    return (margin * base_amount / amount).quantize(CENT)
