"""Sums that leave something out: worked values, boundaries, and what holds for any of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.converted import NOTHING, Converted, sum_of_known

PARTS = st.tuples(st.decimals(0, 10**9, places=2), st.integers(0, 5), st.integers(0, 5)).map(
    lambda one: Converted(one[0] if one[1] else Decimal(0), one[1] + one[2], one[2])
)


@pytest.mark.parametrize(
    ("amount", "count", "left_out", "value"),
    [("0", 0, 0, "0"), ("0", 1, 1, None), ("0", 3, 3, None), ("0", 1, 0, "0"), ("5.10", 3, 2, "5.10")],
)
def test_nothing_is_zero_and_not_known_is_not(amount: str, count: int, left_out: int, value: str | None) -> None:
    found = Converted(Decimal(amount), count, left_out).value
    assert found == (None if value is None else Decimal(value))


@given(one=PARTS, other=PARTS)
def test_parts_add_in_any_order(one: Converted, other: Converted) -> None:
    both = one + other
    assert both == other + one
    assert one + NOTHING == one
    assert (both.value is None) == (both.count > 0 and both.count == both.unconvertible)
    assert both.value in {None, one.amount + other.amount}


@given(one=PARTS, other=PARTS)
def test_one_known_part_is_enough(one: Converted, other: Converted) -> None:
    if one.count > one.unconvertible:
        assert (one + other).value is not None


@pytest.mark.parametrize(
    ("amounts", "value"),
    [([], 0), ([0, 0], 0), ([None], None), ([None, 0], None), ([None, 5], 5), ([3, 4], 7), ([None, 2, -2], None)],
)
def test_what_is_known_of_several(amounts: list[int | None], value: int | None) -> None:
    assert sum_of_known(None if one is None else Decimal(one) for one in amounts) == value


@given(st.lists(st.decimals(-(10**9), 10**9, places=2)))
def test_without_an_unknown_amount_it_is_the_sum(amounts: list[Decimal]) -> None:
    assert sum_of_known(amounts) == sum(amounts, Decimal(0))
