"""The target of a year: its own, or that of four quarters, or none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.targets import target_of_year

AMOUNTS = st.decimals(0, 10**15, places=2)
FOUR = {1: Decimal(100), 2: Decimal(200), 3: Decimal(300), 4: Decimal("400.01")}


def test_four_quarters_make_a_year() -> None:
    assert target_of_year(FOUR, None) == Decimal("1000.01")


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_three_quarters_do_not(missing: int) -> None:
    assert target_of_year({q: amount for q, amount in FOUR.items() if q != missing}, None) is None


@pytest.mark.parametrize("year", [Decimal(5), Decimal(0)])
def test_a_target_of_the_year_itself_wins_even_at_zero(year: Decimal) -> None:
    assert target_of_year(FOUR, year) == year
    assert target_of_year({}, year) == year


def test_no_targets_give_none() -> None:
    assert target_of_year({}, None) is None


@given(st.dictionaries(st.integers(0, 5), AMOUNTS), st.none() | AMOUNTS)
def test_year_quarters_or_none(quarters: dict[int, Decimal], year: Decimal | None) -> None:
    target = target_of_year(quarters, year)
    if year is not None:
        assert target == year
    elif {1, 2, 3, 4} <= set(quarters):
        assert target is not None
        assert Fraction(target) == sum(Fraction(quarters[q]) for q in (1, 2, 3, 4))
    else:
        assert target is None
