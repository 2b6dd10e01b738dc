"""Where people at an account stand: commitment from two readings, how sure we are of it, weighted support, coverage.

Definitions (roles are words such as `decision_maker`; weights are numbers without unit):

    commitment    high dynamics and high receptivity: champion; low and high: supporter;
                  low and low: doubter; high and low: obstructionist
    support       Σ role weight · commitment value ÷ Σ role weight, from -2 (all against) to +2 (all for);
                  a person counts once, with the heaviest of their roles; not known is 0 above and in full below
    coverage      needed roles that somebody still there plays ÷ needed roles
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from keyaccount.kernel.share import share

FADES_AFTER = 180
"""Days after which a reading is shown as faded, unless the workspace sets another age."""


class Commitment(StrEnum):
    CHAMPION = "champion"
    SUPPORTER = "supporter"
    DOUBTER = "doubter"
    OBSTRUCTIONIST = "obstructionist"


class Certainty(StrEnum):
    """How sure we are of where somebody stands."""

    CONFIRMED = "confirmed"
    FADED = "faded"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


COMMITMENT_VALUES: Mapping[Commitment, int] = MappingProxyType(
    {Commitment.CHAMPION: 2, Commitment.SUPPORTER: 1, Commitment.DOUBTER: -1, Commitment.OBSTRUCTIONIST: -2}
)
DEFAULT_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("approver", "decision_maker"), 5),
        "influencer_a": 4,
        **dict.fromkeys(("designer", "technical_gatekeeper", "financial_gatekeeper"), 3),
        **dict.fromkeys(("initiator", "purchaser", "user", "beneficiary", "go_between", "influencer_b"), 2),
        **dict.fromkeys(("liaison", "secretary", "rising_star", "influencer_c", "blocker"), 1),
    }
)
NEEDED_ROLES = frozenset(
    {"approver", "decision_maker", "influencer_a", "technical_gatekeeper", "financial_gatekeeper", "purchaser", "user"}
)
"""The roles without which a sale to a key account goes blind, unless the workspace names others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen of a person on a day; `assumed`: a guess that nothing shows yet."""

    dynamics_high: bool
    receptivity_high: bool
    on: date
    assumed: bool = False


def commitment(*, dynamics_high: bool, receptivity_high: bool) -> Commitment:
    """The quadrant of two readings. Invariant: receptivity decides the sign, dynamics the size of its value."""
    if receptivity_high:
        return Commitment.CHAMPION if dynamics_high else Commitment.SUPPORTER
    return Commitment.OBSTRUCTIONIST if dynamics_high else Commitment.DOUBTER


def commitment_of(reading: Reading | None) -> Commitment | None:
    """None without a reading."""
    if reading is None:
        return None
    return commitment(dynamics_high=reading.dynamics_high, receptivity_high=reading.receptivity_high)


def certainty(reading: Reading | None, on: date, fades_after: int = FADES_AFTER) -> Certainty:
    """How sure the newest reading makes us on that day; `fades_after` in days.

    A guess stays assumed however old it is; a reading of exactly that age is still confirmed.
    """
    if reading is None:
        return Certainty.UNKNOWN
    if reading.assumed:
        return Certainty.ASSUMED
    return Certainty.FADED if (on - reading.on).days > fades_after else Certainty.CONFIRMED


def heaviest(roles: Iterable[str], weights: Mapping[str, int]) -> int:
    """The weight with which a person of these roles counts; 0 without any."""
    return max((weights.get(role, 0) for role in roles), default=0)


@dataclass(frozen=True, slots=True)
class Stand:
    """One person as support counts them: weight of the heaviest role (≥ 0), commitment or None."""

    weight: int
    commitment: Commitment | None

    @property
    def value(self) -> int:
        return 0 if self.commitment is None else COMMITMENT_VALUES[self.commitment]

    @property
    def product(self) -> int:
        return self.weight * self.value


def weighted_support(people: Iterable[Stand]) -> Decimal | None:
    """Σ weight · value ÷ Σ weight; None without people, or when none of them has a role that weighs.

    Invariants: between -2 and 2; the order of people does not matter; one more person whose commitment is not known
    never moves it away from 0.
    """
    known = list(people)
    return share(sum(one.product for one in known), sum(one.weight for one in known))


@dataclass(frozen=True, slots=True)
class Coverage:
    """by_role: for every needed role who plays it; value: covered ÷ needed, None when no role is needed."""

    by_role: Mapping[str, tuple[Hashable, ...]]

    @property
    def covered(self) -> int:
        return sum(bool(people) for people in self.by_role.values())

    @property
    def value(self) -> Decimal | None:
        return share(self.covered, len(self.by_role))


def coverage(roles_of: Mapping[Hashable, Iterable[str]], needed: Iterable[str]) -> Coverage:
    """`roles_of`: the roles of everybody still there. Invariants: between 0 and 1; more people never lower it."""
    played = [(person, frozenset(roles)) for person, roles in roles_of.items()]
    return Coverage({role: tuple(person for person, roles in played if role in roles) for role in needed})
