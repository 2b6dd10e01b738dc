"""The scenario: a worked example, monotone levers, and solving that meets the target to the unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyaccount.formulas.scenario import LEVERS, SHORTEST, UNITS, Basis, Levers, decided, missing, result, solve

BASIS = Basis(open_deals=18, days_left=60, closed=Decimal(150), target=Decimal(1000))
LEVERS_NOW = Levers(new_deals=10, win_rate=Decimal("0.4"), mean_amount=Decimal(80), cycle_days=Decimal(90))

bases = st.builds(
    Basis,
    open_deals=st.integers(0, 200),
    days_left=st.integers(0, 366),
    closed=st.decimals(0, 10_000_000, places=2),
    target=st.decimals(0, 100_000_000, places=2),
)
levers = st.builds(
    Levers,
    new_deals=st.integers(0, 300),
    win_rate=st.decimals(0, 1, places=4),
    mean_amount=st.decimals(0, 1_000_000, places=2),
    cycle_days=st.decimals(SHORTEST, 700, places=1),
)


def test_longer_than_the_days_left_only_open_deals_count() -> None:
    """18 × 60/90 = 12 are decided: 150 + 0.4 × 80 × 12 = 534."""
    assert decided(BASIS, LEVERS_NOW) == 12
    assert result(BASIS, LEVERS_NOW) == 534
    assert missing(BASIS, LEVERS_NOW) == 466


def test_shorter_than_the_days_left_new_deals_come_on_top() -> None:
    """All 18, and 10 × (1 − 30/60) = 5 new ones: 150 + 0.4 × 80 × 23 = 886."""
    assert result(BASIS, replace(LEVERS_NOW, cycle_days=Decimal(30))) == 886


def test_each_lever_alone() -> None:
    """850 are wanted: r = 850 ÷ (80 × 12), a = 850 ÷ (0.4 × 12); 26.5625 deals: d = 60 × (1 − 8.5625 ÷ 10) = 8.625."""
    assert solve(BASIS, LEVERS_NOW, "new_deals") is None  # they would be signed after the end
    assert solve(BASIS, LEVERS_NOW, "win_rate") == Decimal("0.8855")
    assert solve(BASIS, LEVERS_NOW, "mean_amount") == Decimal("177.09")
    assert solve(BASIS, LEVERS_NOW, "cycle_days") == Decimal("8.6")
    assert solve(BASIS, replace(LEVERS_NOW, cycle_days=Decimal(30)), "new_deals") == 18


@pytest.mark.parametrize("lever", LEVERS)
def test_without_a_target_or_a_day_left_nothing_can_be_solved(lever: str) -> None:
    assert solve(replace(BASIS, target=None), LEVERS_NOW, lever) is None
    assert solve(replace(BASIS, days_left=0), LEVERS_NOW, lever) is None
    assert missing(replace(BASIS, target=None), LEVERS_NOW) is None
    assert result(replace(BASIS, days_left=0), LEVERS_NOW) == 150


@pytest.mark.parametrize("lever", LEVERS)
def test_a_target_that_is_reached_asks_for_nothing(lever: str) -> None:
    assert solve(replace(BASIS, closed=Decimal(1000)), LEVERS_NOW, lever) in {Decimal(0), None}


def test_no_win_rate_above_one_is_proposed() -> None:
    assert solve(replace(BASIS, target=Decimal(1110)), LEVERS_NOW, "win_rate") == 1
    assert solve(replace(BASIS, target=Decimal("1110.01")), LEVERS_NOW, "win_rate") is None


@given(bases, levers, st.integers(0, 50), st.decimals(0, 1, places=4), st.decimals(0, 1000, places=2))
def test_no_lever_pulled_the_right_way_brings_less(
    basis: Basis, now: Levers, deals: int, rate: Decimal, money: Decimal
) -> None:
    brought = result(basis, now)
    assert brought >= basis.closed
    assert result(basis, replace(now, new_deals=now.new_deals + deals)) >= brought
    assert result(basis, replace(now, win_rate=max(now.win_rate, rate))) >= brought
    assert result(basis, replace(now, mean_amount=now.mean_amount + money)) >= brought
    assert result(basis, replace(now, cycle_days=max(SHORTEST, now.cycle_days - deals))) >= brought


@given(bases, levers, st.sampled_from(LEVERS))
def test_solved_and_computed_it_is_reached_and_one_unit_less_is_not(basis: Basis, now: Levers, lever: str) -> None:
    found = solve(basis, now, lever)
    assume(found is not None and basis.target is not None)
    assert found is not None
    assert basis.target is not None
    assert result(basis, now.with_lever(lever, found)) >= basis.target
    worse = found + UNITS[lever] if lever == "cycle_days" else found - UNITS[lever]
    if worse >= 0:
        assert result(basis, now.with_lever(lever, worse)) < basis.target


@given(bases, levers, st.sampled_from(LEVERS))
def test_what_cannot_be_solved_is_not_reached_at_its_best(basis: Basis, now: Levers, lever: str) -> None:
    assume(basis.days_left > 0 and basis.target is not None and basis.target > basis.closed)
    if solve(basis, now, lever) is None:
        best = {
            "new_deals": Decimal(10**6),
            "win_rate": Decimal(1),
            "mean_amount": Decimal(10**9),
            "cycle_days": SHORTEST,
        }
        assert basis.target is not None
        assert result(basis, now.with_lever(lever, best[lever])) < basis.target
