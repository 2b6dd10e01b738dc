"""Shares: None is not zero, and counts divide without floats."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.kernel.share import BASIS, as_percent, share

AMOUNTS = st.decimals(-(10**10), 10**10, places=2)


@pytest.mark.parametrize(
    ("part", "whole"), [(None, Decimal(1)), (Decimal(1), None), (None, None), (Decimal(1), Decimal(0)), (1, 0), (0, 0)]
)
def test_share_of_the_unknown_or_of_nothing_is_none(part: Decimal | int | None, whole: Decimal | int | None) -> None:
    assert share(part, whole) is None


def test_a_share_of_zero_is_zero_not_none() -> None:
    assert share(0, 5) == Decimal(0)
    assert share(Decimal(0), Decimal("-3")) == Decimal(0)


def test_counts_give_a_decimal() -> None:
    half = share(1, 2)
    assert half == Decimal("0.5")
    assert isinstance(half, Decimal)


def test_floats_are_refused() -> None:
    half: Any = 0.5
    with pytest.raises(TypeError):
        share(half, 1)
    with pytest.raises(TypeError):
        share(1, half)


def test_as_percent() -> None:
    assert str(as_percent(Decimal("0.5148"))) == "51.48"
    assert str(as_percent(Decimal("0.631501"), 4)) == "63.1501"
    assert str(as_percent(Decimal(1), 0)) == "100"
    assert str(as_percent(Decimal("0.00005"))) == "0.00"  # halves go to the even neighbour
    assert str(as_percent(Decimal("0.00015"))) == "0.02"


def test_basis_points_are_hundredths_of_a_percent() -> None:
    assert Decimal("0.5148") * BASIS == 5148


@given(AMOUNTS, AMOUNTS)
def test_share_times_whole_gives_back_the_part(part: Decimal, whole: Decimal) -> None:
    result = share(part, whole)
    if whole == 0:
        assert result is None
    else:
        assert result is not None
        assert abs(result * whole - part) <= abs(part) * Decimal("1e-26")
