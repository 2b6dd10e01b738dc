"""The attack/defence model: where a customer stands by what they could buy and by our share of what they do buy.

    potential \\ share    low        high
    high                 acquire    retain
    medium               harass     maintain
    low                  abandon    maintain

Money in one currency; shares as numbers without unit, 0.5 for a half. What is not known is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keyaccount.kernel.share import share


class Potential(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Segment(StrEnum):
    ACQUIRE = "acquire"
    HARASS = "harass"
    ABANDON = "abandon"
    RETAIN = "retain"
    MAINTAIN = "maintain"


class Stance(StrEnum):
    ATTACK = "attack"
    DEFEND = "defend"
    MAINTAIN = "maintain"
    NONE = "none"


SEGMENTS: Mapping[tuple[Potential, bool], Segment] = {
    (Potential.HIGH, False): Segment.ACQUIRE,
    (Potential.HIGH, True): Segment.RETAIN,
    (Potential.MEDIUM, False): Segment.HARASS,
    (Potential.MEDIUM, True): Segment.MAINTAIN,
    (Potential.LOW, False): Segment.ABANDON,
    (Potential.LOW, True): Segment.MAINTAIN,
}
"""By potential, and by whether our share is high."""

STANCES: Mapping[Segment, Stance] = {
    Segment.ACQUIRE: Stance.ATTACK,
    Segment.HARASS: Stance.ATTACK,
    Segment.RETAIN: Stance.DEFEND,
    Segment.MAINTAIN: Stance.MAINTAIN,
    Segment.ABANDON: Stance.NONE,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Each belongs to what lies above it: purchasing of `high_from` and more is high, a share of `share_from` is high.

    `medium_from` is at most `high_from`, both money a year; `share_from` lies above 0 and up to 1.
    """

    medium_from: Decimal
    high_from: Decimal
    share_from: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.medium_from <= self.high_from:
            raise ValueError("medium potential begins at 0 or above and not above high potential")
        if not 0 < self.share_from <= 1:
            raise ValueError("a share is high from a point above 0 and up to 1")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one customer stands; `segment` is None while nobody has said what they buy.

    `exceeds`: we sold more than they are thought to buy from everyone, so the estimate is too low.
    """

    revenue: Decimal
    purchasing: Decimal | None
    share: Decimal | None
    potential: Potential | None
    segment: Segment | None

    @property
    def stance(self) -> Stance | None:
        return STANCES[self.segment] if self.segment else None

    @property
    def exceeds(self) -> bool:
        return self.purchasing is not None and self.revenue > self.purchasing


def share_of_wallet(revenue: Decimal | None, purchasing: Decimal | None) -> Decimal | None:
    """Our revenue of 12 months ÷ what they buy a year in our categories; None when either is unknown or they buy 0.

    Invariants: where defined, share × purchasing gives the revenue back; more revenue never gives a smaller share. It
    may pass 1: then the estimate is too low.
    """
    return share(revenue, purchasing)


def potential(purchasing: Decimal | None, cuts: Thresholds) -> Potential | None:
    """High, medium or low by what they buy a year; None when nobody has said.

    Invariant: who buys more never has a lower potential.
    """
    if purchasing is None:
        return None
    if purchasing >= cuts.high_from:
        return Potential.HIGH
    return Potential.MEDIUM if purchasing >= cuts.medium_from else Potential.LOW


def standing(revenue: Decimal, purchasing: Decimal | None, cuts: Thresholds) -> Standing:
    """Revenue of 12 months and estimated yearly purchasing, in the currency of the thresholds.

    Who buys nothing has no share to speak of and stands with the low ones. Invariants: a segment exactly where the
    purchasing is known; it depends on nothing but potential and on which side of `share_from` the share lies.
    """
    ours, could = share_of_wallet(revenue, purchasing), potential(purchasing, cuts)
    high = ours is not None and ours >= cuts.share_from
    return Standing(revenue, purchasing, ours, could, SEGMENTS[could, high] if could else None)


@dataclass(frozen=True, slots=True)
class Need:
    """What an imagined place asks for: yearly revenue of `revenue`, which is `more` than now (less when below 0)."""

    revenue: Decimal
    more: Decimal


def need(now: Standing, share: Decimal, purchasing: Decimal) -> Need:
    """What it takes to hold `share` of `purchasing` a year, to the cent.

    Invariant: revenue now + more = revenue then.
    """
    wanted = (share * purchasing).quantize(Decimal("0.01"))
    return Need(wanted, wanted - now.revenue)
