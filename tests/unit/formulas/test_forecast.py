"""Coverage, progress and gap: the worked example of the domain and the invariants between the three."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.forecast import coverage, gap, progress
from keyaccount.kernel.share import as_percent

AMOUNTS = st.decimals(0, 10**9, places=2)
TARGETS = st.decimals("0.01", 10**9, places=2)
T = Decimal(1000)


def test_worked_example_a_week_apart() -> None:
    weighted_before, closed_before = Decimal(300), Decimal(100)
    weighted_now, closed_now = Decimal("364.8"), Decimal(150)
    covered = coverage(closed_now, weighted_now, T)
    moved = progress(weighted_now, weighted_before, closed_now, closed_before, T)
    assert covered is not None
    assert moved is not None
    assert (as_percent(covered), as_percent(moved)) == (Decimal("51.48"), Decimal("11.48"))
    assert gap(T, closed_now, weighted_now) == Decimal("485.2")


def test_a_deal_that_closes_from_the_80_percent_stage_adds_20_percent_of_its_amount() -> None:
    amount = Decimal(98)
    other_weighted, other_closed = Decimal(300), Decimal(100)
    moved = progress(
        weighted_now=other_weighted,
        weighted_before=other_weighted + amount * Decimal("0.8"),
        closed_now=other_closed + amount,
        closed_before=other_closed,
        target=T,
    )
    assert moved == amount * Decimal("0.2") / T


@pytest.mark.parametrize("target", [None, Decimal(0)])
def test_without_a_target_there_is_no_share_of_it(target: Decimal | None) -> None:
    assert coverage(Decimal(1), Decimal(1), target) is None
    assert progress(Decimal(1), Decimal(0), Decimal(1), Decimal(0), target) is None


def test_gap_is_none_without_a_target_and_negative_beyond_it() -> None:
    assert gap(None, Decimal(1), Decimal(1)) is None
    assert gap(Decimal(0), Decimal(1), Decimal(2)) == Decimal(-3)


@given(AMOUNTS, AMOUNTS, TARGETS)
def test_coverage_and_gap_make_up_the_target(closed: Decimal, weighted: Decimal, target: Decimal) -> None:
    covered, missing = coverage(closed, weighted, target), gap(target, closed, weighted)
    assert covered is not None
    assert missing is not None
    assert abs(Fraction(covered) * Fraction(target) - Fraction(target - missing)) < Fraction(1, 10**12)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, TARGETS)
def test_progress_is_the_growth_of_coverage(w1: Decimal, w0: Decimal, c1: Decimal, c0: Decimal, t: Decimal) -> None:
    now, before, moved = coverage(c1, w1, t), coverage(c0, w0, t), progress(w1, w0, c1, c0, t)
    assert now is not None
    assert before is not None
    assert moved is not None
    assert abs(moved - (now - before)) <= Decimal("1e-15") * max(Decimal(1), abs(now), abs(before))
