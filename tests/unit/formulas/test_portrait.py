"""Completeness of portraits: worked values, and what holds for any."""

from decimal import Decimal
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.portrait import Completeness, completeness

COUNTS = st.integers(1, 30).flatmap(
    lambda asked: st.tuples(st.lists(st.integers(0, asked), min_size=1, max_size=50), st.just(asked))
)


def test_four_of_sixteen_fields_are_a_quarter() -> None:
    assert completeness([4], 16) == Completeness(4, 16)
    assert completeness([4], 16).share == Decimal("0.25")


def test_the_mean_of_several_accounts() -> None:
    assert completeness([0, 8, 16], 16).share == Decimal("0.5")


def test_nothing_known_is_zero_and_nothing_asked_is_undefined() -> None:
    assert completeness([0], 16).share == 0
    assert completeness([0], 0).share is completeness([], 16).share is None


@given(COUNTS)
def test_invariants(counts: tuple[list[int], int]) -> None:
    known, asked = counts
    found = completeness(known, asked).share
    assert found is not None
    assert 0 <= found <= 1
    each = [completeness([count], asked).share or Decimal(0) for count in known]
    assert abs(found - mean(each)) < Decimal("1e-20")
