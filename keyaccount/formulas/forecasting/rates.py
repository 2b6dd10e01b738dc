"""Win rates of stages measured from own history, and drawn towards those set by hand while few deals are decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.formulas.forecasting.interface import Decided

PRIOR = 20
"""The rate set by hand counts as much as so many decided deals."""


@dataclass(frozen=True, slots=True)
class MeasuredRate:
    """rate: what is used; raw: won ÷ decided, None without any; sample: how many are decided; hand: set by hand."""

    rate: Decimal
    raw: Decimal | None
    sample: int
    hand: Decimal


def measured_rate(decided: Decided, hand: Decimal, prior: int = PRIOR) -> MeasuredRate:
    """`(won + k × hand) ÷ (won + lost + k)`, a share; k is how many decided deals the hand-set rate counts for.

    Invariants: without decided deals it is the hand-set rate; it lies between that and what was measured; the more
    deals are decided, the nearer it is to what was measured.
    """
    if prior <= 0:
        raise ValueError("the rate set by hand must count for something: without it a rate of nothing is undefined")
    sample = decided.won + decided.lost
    raw = Decimal(decided.won) / sample if sample else None
    rate = (decided.won + prior * hand) / (sample + prior)
    ends = sorted((hand, hand if raw is None else raw))
    return MeasuredRate(min(max(rate, ends[0]), ends[1]), raw, sample, hand)


def measured_rates(decided: Mapping[int, Decided], hand: Mapping[int, Decimal]) -> Mapping[int, MeasuredRate]:
    """For every stage that has a hand-set rate."""
    return {stage: measured_rate(decided.get(stage, Decided(0, 0)), rate) for stage, rate in hand.items()}
