"""What must be true to reach a target: four levers, what they bring by the end of the period, and each solved alone.

    n  open deals              r  win rate (share)          D  days left in the period
    N  new deals until its end  a  mean amount of a deal     d  cycle: days from first contact to signing
    C  closed already           T  target

Open deals stand anywhere in their cycle, so within D days min(1, D / d) of them are decided. New deals come evenly over
the D days and need d each, so max(0, 1 - d / D) of them are. Of what is decided, r is won at a each:

    result = C + r * a * (n * min(1, D / d) + N * max(0, 1 - d / D))

It never falls when N, r or a rise or d falls. A lever solved alone is the least change in its own unit that reaches the
target (one deal, one basis point, one cent, a tenth of a day), None where no value of it does.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

UNITS = {
    "new_deals": Decimal(1),
    "win_rate": Decimal("0.0001"),
    "mean_amount": Decimal("0.01"),
    "cycle_days": Decimal("0.1"),
}
LEVERS = tuple(UNITS)
SHORTEST = Decimal(1)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands: money in one currency, days_left 0 or more."""

    open_deals: int
    days_left: int
    closed: Decimal
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Levers:
    """win_rate 0 to 1, cycle_days SHORTEST or more, the others 0 or more."""

    new_deals: int
    win_rate: Decimal
    mean_amount: Decimal
    cycle_days: Decimal

    def with_lever(self, lever: str, value: Decimal) -> "Levers":
        return replace(self, **{lever: int(value) if lever == "new_deals" else value})  # type: ignore[arg-type]


def result(basis: Basis, levers: Levers) -> Decimal:
    """Closed by the end of the period, cut to the cent, so that a target counts as reached only when it is."""
    brought = Fraction(levers.win_rate) * Fraction(levers.mean_amount) * decided(basis, levers)
    return _cut(Fraction(basis.closed) + brought, CENT, ROUND_FLOOR)


def decided(basis: Basis, levers: Levers) -> Fraction:
    """How many of the open and new deals are decided by the end of the period."""
    if basis.days_left <= 0:
        return Fraction(0)
    left, cycle = Fraction(basis.days_left), Fraction(max(levers.cycle_days, SHORTEST))
    return basis.open_deals * min(Fraction(1), left / cycle) + levers.new_deals * max(Fraction(0), 1 - cycle / left)


def missing(basis: Basis, levers: Levers) -> Decimal | None:
    """`T - result`: below 0 when more comes in than asked; None without a target."""
    return None if basis.target is None else basis.target - result(basis, levers)


def solve(basis: Basis, levers: Levers, lever: str) -> Decimal | None:
    """The value of this lever alone at which the target is just reached; None where none does or there is no target."""
    if basis.target is None or basis.days_left <= 0:
        return None
    wanted = Fraction(basis.target) - Fraction(basis.closed)
    if wanted <= 0:
        return Decimal(0) if lever != "cycle_days" else None
    return _SOLVERS[lever](basis, levers, wanted)


def _new_deals(basis: Basis, levers: Levers, wanted: Fraction) -> Decimal | None:
    each, without = Fraction(levers.win_rate) * Fraction(levers.mean_amount), replace(levers, new_deals=0)
    open_alone = decided(basis, without)
    if each * open_alone >= wanted:
        return Decimal(0)
    share = decided(basis, replace(levers, new_deals=1)) - open_alone
    if not each or not share:
        return None
    more = (wanted / each - open_alone) / share
    return max(Decimal(0), _cut(more, UNITS["new_deals"], ROUND_CEILING))


def _win_rate(basis: Basis, levers: Levers, wanted: Fraction) -> Decimal | None:
    worth = Fraction(levers.mean_amount) * decided(basis, levers)
    if not worth or wanted / worth > 1:
        return None
    return _cut(wanted / worth, UNITS["win_rate"], ROUND_CEILING)


def _mean_amount(basis: Basis, levers: Levers, wanted: Fraction) -> Decimal | None:
    won = Fraction(levers.win_rate) * decided(basis, levers)
    return _cut(wanted / won, UNITS["mean_amount"], ROUND_CEILING) if won else None


def _cycle_days(basis: Basis, levers: Levers, wanted: Fraction) -> Decimal | None:
    """Longer than the days left, open deals alone count; shorter, all of them do and new ones come on top."""
    each = Fraction(levers.win_rate) * Fraction(levers.mean_amount)
    if not each:
        return None
    needed, left = wanted / each, Fraction(basis.days_left)
    if needed <= basis.open_deals:
        longest = basis.open_deals * left / needed
    elif levers.new_deals:
        longest = left * (1 - (needed - basis.open_deals) / levers.new_deals)
    else:
        return None
    found = _cut(longest, UNITS["cycle_days"], ROUND_FLOOR)
    return found if found >= SHORTEST else None


_SOLVERS = {
    "new_deals": _new_deals,
    "win_rate": _win_rate,
    "mean_amount": _mean_amount,
    "cycle_days": _cycle_days,
}


def _cut(value: Fraction, unit: Decimal, rounding: str) -> Decimal:
    """To a multiple of the unit, up or down, without passing through a rounded number."""
    steps = value / Fraction(unit)
    whole = steps.numerator // steps.denominator
    if rounding == ROUND_CEILING and steps != whole:
        whole += 1
    return whole * unit
