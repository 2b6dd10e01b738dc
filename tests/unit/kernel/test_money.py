"""Money: exact amounts that never mix currencies."""

from dataclasses import FrozenInstanceError
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.money import CurrencyMismatch, Money

AMOUNTS = st.decimals(-(10**12), 10**12, places=2)
ODD_AMOUNTS = st.decimals(-(10**9), 10**9, places=6)


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_arithmetic() -> None:
    assert eur("10.10") + eur("0.05") == eur("10.15")
    assert eur("10.10") - eur("0.05") == eur("10.05")
    assert -eur("3") == eur("-3")
    assert eur("3") * Decimal("0.3") == eur("0.9")
    assert 2 * eur("3") == eur("6")
    assert Money.zero("EUR") == eur("0")


def test_comparison() -> None:
    assert eur("1") < eur("2")
    assert eur("2") > eur("1")
    assert not eur("1") < eur("1")
    assert not eur("1") > eur("1")
    assert eur("1") <= eur("1.00")
    assert eur("1") >= eur("1.00")
    assert not eur("2") <= eur("1")
    assert not eur("1") >= eur("2")
    assert eur("1") == eur("1.00")
    assert eur("1") != Money(Decimal(1), "USD")
    assert max(eur("1"), eur("3"), eur("2")) == eur("3")


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_different_currencies_never_meet(operation: str) -> None:
    with pytest.raises(CurrencyMismatch, match=r"EUR and USD .* Convert one of them first"):
        getattr(eur("1"), operation)(Money(Decimal(1), "USD"))


@pytest.mark.parametrize("amount", [1.5, 1, "1", None])
def test_only_decimals_are_amounts(amount: Any) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        Money(amount, "EUR")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_is_finite(amount: str) -> None:
    with pytest.raises(Invalid, match="must be a number"):
        eur(amount)


@pytest.mark.parametrize("currency", ["", "EU", "eur", "EURO", "E1R", "€", "ÄBC", "EUR\n"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(Invalid, match="three capital letters"):
        Money(Decimal(1), currency)


def test_floats_and_bare_numbers_are_refused_in_arithmetic() -> None:
    factor: Any = 0.5
    bare: Any = Decimal(1)
    with pytest.raises(TypeError):
        eur("1") * factor
    with pytest.raises(TypeError):
        eur("1") + bare
    with pytest.raises(TypeError):
        assert eur("1") < bare


def test_money_does_not_change() -> None:
    amount: Any = eur("1")
    with pytest.raises(FrozenInstanceError):
        amount.amount = Decimal(2)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.00"), ("0.015", "0.02"), ("-0.025", "-0.02"), ("1.2251", "1.23"), ("7", "7.00")]
)
def test_quantized_rounds_halves_to_even(exact: str, rounded: str) -> None:
    assert str(eur(exact).quantized().amount) == rounded


@given(ODD_AMOUNTS)
def test_quantized_is_the_nearest_hundredth_and_stays(amount: Decimal) -> None:
    once = Money(amount, "EUR").quantized()
    assert once.amount.as_tuple().exponent == -2
    assert abs(once.amount - amount) <= Decimal("0.005")
    assert once.quantized() == once


@given(AMOUNTS, AMOUNTS)
def test_what_is_added_can_be_taken_away(a: Decimal, b: Decimal) -> None:
    left, right = Money(a, "EUR"), Money(b, "EUR")
    assert (left + right) - right == left
    assert left - right == -(right - left)
    assert (left < right) == (right > left) == (not right <= left)
