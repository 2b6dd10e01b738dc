"""The balanced scorecard of a stance, its resource norms, and the effort split of a key-account operation.

Shares are numbers without unit, 0.8 for 80 %. What is not measured is None, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keyaccount.kernel.share import share

WHOLE = Decimal(1)
MOST = Decimal("1.2")


class Perspective(StrEnum):
    FINANCIAL = "financial"
    CUSTOMER = "customer"
    PROCESS = "process"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Known:
    """A measure that a card may hold. live: the records say it, else people type it each quarter; lower: less is
    better; counted: a number of things, else a share."""

    key: str
    perspective: Perspective
    live: bool = False
    lower: bool = False
    counted: bool = False


KNOWN: tuple[Known, ...] = (
    Known("revenue_growth", Perspective.FINANCIAL, live=True),
    Known("margin_growth", Perspective.FINANCIAL, live=True),
    Known("selling_cost", Perspective.FINANCIAL, live=True, lower=True),
    Known("bad_debts", Perspective.FINANCIAL, lower=True),
    Known("new_customers", Perspective.CUSTOMER, live=True, counted=True),
    Known("customers_kept", Perspective.CUSTOMER, live=True),
    Known("satisfaction", Perspective.CUSTOMER),
    Known("segmentation", Perspective.CUSTOMER, live=True),
    Known("visits_planned", Perspective.PROCESS, live=True),
    Known("visits_reported", Perspective.PROCESS, live=True),
    Known("team_growth", Perspective.PEOPLE),
    Known("staff_satisfaction", Perspective.PEOPLE),
    Known("transfers", Perspective.PEOPLE, lower=True, counted=True),
    Known("turnover", Perspective.PEOPLE, lower=True),
)
BY_KEY: Mapping[str, Known] = {one.key: one for one in KNOWN}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a card says of a measure: its weight, a share of the whole card, and the value that is wanted."""

    weight: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """`weight`: share of the whole card, 0 to 1; `reached`: what is measured ÷ what is wanted; None: not measured."""

    weight: Decimal
    reached: Decimal | None


@dataclass(frozen=True, slots=True)
class Score:
    """`value`: weighted attainment of what is measured, None when nothing is; `covered`: the weight of what is."""

    value: Decimal | None
    covered: Decimal


def reached(actual: Decimal | None, wanted: Decimal | None) -> Decimal | None:
    """Actual ÷ wanted, between 0 and 1.2: no measure makes up for another by more than a fifth of its own weight."""
    found = share(actual, wanted)
    return None if found is None else min(max(found, Decimal(0)), MOST)


def reached_below(actual: Decimal | None, wanted: Decimal | None) -> Decimal | None:
    """The same where less is better: wanted ÷ actual, between 0 and 1.2; nothing at all of it reaches the most.

    Invariant: less of it never reaches less.
    """
    if actual is None or wanted is None or wanted <= 0:
        return None
    return MOST if actual <= 0 else min(wanted / actual, MOST)


def score(measures: Iterable[Measure]) -> Score:
    """Σ weight × reached ÷ Σ weight, over the measures that are measured.

    Invariants: it lies between the smallest and the largest `reached`; a measure of weight 0, or one that is not
    measured, changes nothing.
    """
    known = [(one.weight, one.reached) for one in measures if one.reached is not None]
    covered = sum((weight for weight, _reached in known), Decimal(0))
    value = share(sum((weight * part for weight, part in known), Decimal(0)), covered)
    return Score(value, covered)


Card = Mapping[str, Wanted]
"""Measure → what is wanted of it."""


def card_of(measures: Mapping[str, tuple[int, str]]) -> Card:
    """From the weight in percent and the wanted value of each measure."""
    return {key: Wanted(Decimal(weight) / 100, Decimal(value)) for key, (weight, value) in measures.items()}


ATTACK = card_of(
    {
        "revenue_growth": (40, "0.2"),
        "new_customers": (30, "4"),
        "visits_reported": (10, "0.8"),
        "team_growth": (20, "0.1"),
    }
)
DEFEND = card_of(
    {
        "margin_growth": (15, "0.1"),
        "selling_cost": (10, "0.05"),
        "bad_debts": (10, "0.01"),
        "customers_kept": (15, "0.95"),
        "satisfaction": (10, "0.9"),
        "segmentation": (5, "0.9"),
        "visits_planned": (10, "0.9"),
        "visits_reported": (10, "0.9"),
        "staff_satisfaction": (5, "0.8"),
        "transfers": (5, "2"),
        "turnover": (5, "0.1"),
    }
)
"""The usual cards: an attack weighs growth and few processes, a defence processes more."""


def makes_whole(weights: Iterable[Decimal]) -> bool:
    """Whether weights (or the parts of an effort split) make exactly the whole."""
    return sum(weights, Decimal(0)) == WHOLE


def split(amounts: Mapping[str, Decimal | int]) -> Mapping[str, Decimal | None]:
    """Each amount's share of all; None throughout when there is nothing to split.

    Invariant: where defined, the shares make the whole (to 26 significant digits).
    """
    total = sum(amounts.values(), Decimal(0))
    return {key: share(amount, total) for key, amount in amounts.items()}


def beyond_norm(actual: Decimal | None, norm: Decimal | None) -> Decimal | None:
    """Actual share − norm, in shares: above 0 where more is spent than meant; None while either is unknown."""
    return None if actual is None or norm is None else actual - norm
