"""Velocity, acquisition cost, stuck deals and slips: worked values, thresholds, and what holds for all numbers."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.measures import (
    FEWEST_STAYS,
    Slips,
    acquisition_cost,
    is_stuck,
    proposal_success,
    slips,
    usual_days,
    velocity,
)

POSITIVE = st.decimals("0.01", "1000000", places=2)
RATE = st.decimals(0, 1, places=4)


def test_velocity_of_a_worked_example() -> None:
    """18 open deals, 40 % won, 79.11 on average, 57 days: 18 × 0.4 × 79.11 ÷ 57 a day."""
    assert velocity(18, Decimal("0.4"), Decimal("79.11"), Decimal(57)) == Decimal(18) * Decimal("31.644") / 57


@pytest.mark.parametrize("unknown", range(3))
def test_velocity_is_unknown_when_a_factor_is(unknown: int) -> None:
    factors: list[Decimal | None] = [Decimal("0.4"), Decimal(100), Decimal(57)]
    factors[unknown] = None
    assert velocity(5, *factors) is None


def test_deals_that_take_no_time_have_no_velocity() -> None:
    assert velocity(5, Decimal(1), Decimal(1), Decimal(0)) is None
    assert velocity(0, Decimal(1), Decimal(1), Decimal(1)) == 0


@given(st.integers(1, 1000), RATE, POSITIVE, POSITIVE)
def test_twice_as_many_or_twice_as_fast_bring_twice(count: int, rate: Decimal, mean: Decimal, days: Decimal) -> None:
    once = velocity(count, rate, mean, days)
    assert once is not None
    for twice in (velocity(2 * count, rate, mean, days), velocity(count, rate, mean, days / 2)):
        assert twice is not None
        assert abs(twice - 2 * once) <= abs(once) * Decimal("1e-20")


def test_acquisition_cost_needs_a_cost_and_a_customer() -> None:
    assert acquisition_cost(Decimal(900), 3) == 300
    assert acquisition_cost(None, 3) is None
    assert acquisition_cost(Decimal(900), 0) is None


def test_proposal_success() -> None:
    assert proposal_success(3, 12) == Decimal("0.25")
    assert proposal_success(0, 0) is None


def test_what_is_usual_needs_five_stays() -> None:
    assert usual_days({10: FEWEST_STAYS - 1}) is None
    assert usual_days({10: FEWEST_STAYS}) == 10
    assert usual_days({10: 3, 20: 3, 30: 2}) == 20


def test_stuck_is_longer_than_usual_and_not_as_long() -> None:
    assert not is_stuck(20, 20)
    assert is_stuck(21, 20)
    assert not is_stuck(999, None)


@given(st.lists(st.integers(0, 400), min_size=FEWEST_STAYS, max_size=80))
def test_at_most_a_quarter_of_the_stays_were_longer_than_usual(days: list[int]) -> None:
    usual = usual_days(Counter(days))
    assert sum(is_stuck(each, usual) for each in days) * 4 <= len(days)


def day(number: int | None) -> date | None:
    return None if number is None else date(2026, 1, 1) + timedelta(days=number)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], Slips(0, 0)),
        ([None, 10], Slips(0, 0)),
        ([10, None, 30], Slips(0, 0)),
        ([10, 10], Slips(0, 0)),
        ([10, 11], Slips(1, 1)),
        ([30, 10, 25, 60], Slips(2, 50)),
    ],
)
def test_slips(numbers: list[int | None], expected: Slips) -> None:
    assert slips([day(number) for number in numbers]) == expected


@given(st.lists(st.none() | st.integers(0, 300), max_size=20))
def test_each_slip_is_a_day_at_least(numbers: list[int | None]) -> None:
    found = slips([day(number) for number in numbers])
    assert found.days >= found.times >= 0
