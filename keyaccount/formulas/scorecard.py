"""The balanced scorecard of a stance, its resource norms, and the effort split of a key-account operation.

Shares are numbers without unit, 0.8 for 80 %. What is not measured is None, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.kernel.share import share

WHOLE = Decimal(1)


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
    return None if found is None else min(max(found, Decimal(0)), Decimal("1.2"))


def score(measures: Iterable[Measure]) -> Score:
    """Σ weight × reached ÷ Σ weight, over the measures that are measured.

    Invariants: it lies between the smallest and the largest `reached`; a measure of weight 0, or one that is not
    measured, changes nothing.
    """
    known = [(one.weight, one.reached) for one in measures if one.reached is not None]
    covered = sum((weight for weight, _reached in known), Decimal(0))
    value = share(sum((weight * part for weight, part in known), Decimal(0)), covered)
    return Score(value, covered)


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
