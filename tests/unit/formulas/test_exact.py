"""Exact arithmetic: every digit stays, and what cannot stay is refused."""

from decimal import Decimal, Inexact, localcontext

import pytest

from keyaccount.formulas.exact import exact


@exact
def product(a: Decimal, b: Decimal) -> Decimal:
    return a * b


@exact
def quotient(a: Decimal, b: Decimal) -> Decimal:
    return a / b


def test_a_product_keeps_every_digit_whatever_the_caller_rounds_to() -> None:
    long = Decimal(10**27 + 1)
    with localcontext() as context:
        context.prec = 5
        assert product(long, long) == Decimal((10**27 + 1) ** 2)
        assert context.prec == 5


def test_what_would_be_rounded_is_refused() -> None:
    assert quotient(Decimal(1), Decimal(4)) == Decimal("0.25")
    with pytest.raises(Inexact):
        quotient(Decimal(1), Decimal(3))
