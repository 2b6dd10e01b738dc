"""Measured win rates: worked values, and what holds however few or many deals are decided."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.forecasting.interface import Decided
from keyaccount.formulas.forecasting.rates import PRIOR, measured_rate, measured_rates

SHARES = st.decimals(0, 1, places=4)
COUNTS = st.integers(0, 10_000)


def test_worked_example() -> None:
    """3 of 4 won, 20 % by hand that counts as 20 deals: (3 + 4) ÷ 24."""
    found = measured_rate(Decided(won=3, lost=1), Decimal("0.2"))
    assert (found.raw, found.sample, found.hand) == (Decimal("0.75"), 4, Decimal("0.2"))
    assert found.rate == Decimal(7) / 24


def test_nothing_decided_is_the_rate_set_by_hand() -> None:
    found = measured_rate(Decided(0, 0), Decimal("0.3"))
    assert (found.rate, found.raw, found.sample) == (Decimal("0.3"), None, 0)


def test_a_hand_set_rate_must_count_for_something() -> None:
    with pytest.raises(ValueError, match="must count"):
        measured_rate(Decided(0, 0), Decimal("0.3"), prior=0)


def test_stages_without_decided_deals_keep_their_rate() -> None:
    found = measured_rates({1: Decided(5, 5)}, {1: Decimal("0.1"), 2: Decimal("0.2")})
    assert found[1].rate == (5 + PRIOR * Decimal("0.1")) / 30
    assert found[2].rate == Decimal("0.2")


@given(COUNTS, COUNTS, SHARES)
def test_the_rate_lies_between_hand_and_measured(won: int, lost: int, hand: Decimal) -> None:
    found = measured_rate(Decided(won, lost), hand)
    measured = hand if found.raw is None else found.raw
    assert min(hand, measured) <= found.rate <= max(hand, measured)


@given(COUNTS, COUNTS, SHARES, st.integers(2, 50))
def test_more_decided_deals_bring_it_nearer_to_what_was_measured(won: int, lost: int, hand: Decimal, more: int) -> None:
    few, many = measured_rate(Decided(won, lost), hand), measured_rate(Decided(won * more, lost * more), hand)
    if few.raw is not None:
        assert abs(many.rate - few.raw) <= abs(few.rate - few.raw) + Decimal("1e-20")
