"""Tiers: the score of an account from contribution, potential and depth, its tier, and what would lift it.

    score = (w₁·contribution + w₂·potential + w₃·depth) ÷ (the weights of the parts that are known)

Each part is 0 to 100, or None while it is not known. A part that is not known is left out and the weights of the others
share its place: it counts neither as 0 nor as average. The score says how much of it stands on known parts (`known`,
the sum of their weights) and between which ends it lies, whatever the missing parts turn out to be (`lowest` with them
at 0, `highest` with them at 100). With less than half of the weight known there is no score, and so no tier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from keyaccount.kernel.share import share

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
ENOUGH = Decimal("0.5")
YEARS_OF_CUSTOM = 5
DAYS_OF_YEAR = 365


class Tier(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class Part(StrEnum):
    CONTRIBUTION = "contribution"
    POTENTIAL = "potential"
    DEPTH = "depth"


Parts = Mapping[Part, Decimal | None]
Weights = Mapping[Part, Decimal]

WEIGHTS: Weights = {Part.CONTRIBUTION: Decimal("0.4"), Part.POTENTIAL: Decimal("0.35"), Part.DEPTH: Decimal("0.25")}


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which score on an account is of tier A, from which of B; 0 < b < a <= 100."""

    a: Decimal = Decimal(70)
    b: Decimal = Decimal(40)


@dataclass(frozen=True, slots=True)
class Score:
    """value: with one decimal, which is also what decides the tier; None while too little is known."""

    value: Decimal | None
    known: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Bonds:
    """What depth is made of; None is not known. products_that_fit: of those offered, without the products_unfit that
    are said not to fit; years: of custom, since the first deal or order."""

    products_in_use: int | None = None
    products_that_fit: int | None = None
    roles_covered: int | None = None
    roles_that_exist: int | None = None
    years: Decimal | None = None
    products_unfit: int = 0


@dataclass(frozen=True, slots=True)
class Lift:
    """To reach the next tier by this part alone it must go from `now` to `needed`; above 100 it cannot."""

    part: Part
    now: Decimal | None
    needed: Decimal

    @property
    def is_possible(self) -> bool:
        return self.needed <= HUNDRED


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next tier, the points that are missing to it, and the lifts, cheapest (fewest points to rise) first."""

    next: Tier
    missing: Decimal
    lifts: tuple[Lift, ...]


def sums_to_one(weights: Weights) -> bool:
    return sum(weights.values()) == 1 and all(0 <= weight <= 1 for weight in weights.values())


def score(parts: Parts, weights: Weights) -> Score:
    """Invariants: lowest <= value <= highest, and one with every part known; raising a part never lowers it."""
    if not sums_to_one(weights):
        raise ValueError("the weights of a score sum to 1")
    known = {part: value for part, value in parts.items() if value is not None}
    weight = sum((weights[part] for part in known), Decimal(0))
    points = sum((weights[part] * value for part, value in known.items()), Decimal(0))
    value = share(points, weight) if weight >= ENOUGH else None
    return Score(
        value=None if value is None else _rounded(value),
        known=weight,
        lowest=_rounded(points),
        highest=_rounded(points + (1 - weight) * HUNDRED),
    )


def tier_of(value: Decimal | None, bounds: Bounds) -> Tier | None:
    """Invariant: a higher score never gives a lower tier."""
    if value is None:
        return None
    if value >= bounds.a:
        return Tier.A
    return Tier.B if value >= bounds.b else Tier.C


def depth(bonds: Bonds) -> Decimal | None:
    """Mean of products in use ÷ products that fit, buying roles covered ÷ roles that exist, and min(years ÷ 5, 1), each
    × 100, over those of the three that are known; None when none is. Invariant: between 0 and 100."""
    found = [value for value in shares_of(bonds) if value is not None]
    return HUNDRED * sum(found, Decimal(0)) / len(found) if found else None


def shares_of(bonds: Bonds) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The three shares behind depth, 0 to 1 each: products, roles, years."""
    years = None if bonds.years is None else min(bonds.years / YEARS_OF_CUSTOM, Decimal(1))
    return (
        _at_most_one(share(bonds.products_in_use, bonds.products_that_fit)),
        _at_most_one(share(bonds.roles_covered, bonds.roles_that_exist)),
        years,
    )


def years_of_custom(days: int) -> Decimal:
    """Days since the first deal or order as years of 365 days."""
    return Decimal(days) / DAYS_OF_YEAR


def outlook(parts: Parts, weights: Weights, bounds: Bounds) -> Outlook | None:
    """What would lift the account into the next tier; None at the top, and where there is no score.

    Invariant: with a possible lift made, the score reaches the next tier.
    """
    found = score(parts, weights)
    tier = tier_of(found.value, bounds)
    if tier in {None, Tier.A} or found.value is None:
        return None
    goal, following = (bounds.a, Tier.A) if tier is Tier.B else (bounds.b, Tier.B)
    lifts = [_lift(part, parts, weights, goal) for part in parts if weights[part]]
    return Outlook(following, goal - found.value, tuple(sorted(lifts, key=_dear)))


def more_of(have: int, fit: int, rise: Decimal, known: int) -> int | None:
    """How many more products in use (or roles covered), of `fit`, raise depth by `rise` points when `known` of its
    three shares are known; None where even all of them are too few. Invariant: one fewer would not do."""
    if rise <= 0:
        return 0
    wanted = int((rise * known * fit / HUNDRED).to_integral_value(ROUND_CEILING))
    return wanted if have + wanted <= fit else None


def _lift(part: Part, parts: Parts, weights: Weights, goal: Decimal) -> Lift:
    """Solved for one part: (points of the other known parts + w·x) ÷ (their weights + w) = goal."""
    others = {other: value for other, value in parts.items() if value is not None and other is not part}
    weight = weights[part] + sum((weights[other] for other in others), Decimal(0))
    points = sum((weights[other] * value for other, value in others.items()), Decimal(0))
    needed = (goal * weight - points) / weights[part]
    return Lift(part, parts[part], max(needed, Decimal(0)).quantize(TENTH, ROUND_CEILING))


def _dear(lift: Lift) -> tuple[bool, bool, Decimal]:
    return (not lift.is_possible, lift.now is None, lift.needed - (lift.now or 0))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_EVEN)


def _at_most_one(value: Decimal | None) -> Decimal | None:
    """More products in use than are said to fit is as good as all."""
    return None if value is None else min(value, Decimal(1))
