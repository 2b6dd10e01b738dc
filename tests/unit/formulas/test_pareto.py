"""The Pareto check: worked values, the boundary at 80 %, and what holds for any revenues."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.pareto import GOAL, Pareto, pareto

REVENUES = st.lists(st.integers(1, 10**12).map(lambda cents: Decimal(cents).scaleb(-2)), min_size=1, max_size=60)


def decimals(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def test_four_of_five_equal_accounts_make_80_percent() -> None:
    found = pareto(decimals(10, 10, 10, 10, 10))
    assert found == Pareto(accounts=5, top=1, top_share=Decimal("0.2"), ten_share=Decimal(1), needed=4)
    assert not found.holds


def test_exactly_80_percent_is_enough() -> None:
    found = pareto(decimals(80, 5, 5, 5, 5))
    assert found is not None
    assert (found.top_share, found.needed, found.holds) == (Decimal("0.8"), 1, True)


def test_a_cent_less_is_not() -> None:
    found = pareto([Decimal("79.99"), Decimal("5.01"), *decimals(5, 5, 5)])
    assert found is not None
    assert (found.needed, found.holds) == (2, False)


def test_the_fifth_is_rounded_up() -> None:
    assert [found.top for count in (1, 5, 6, 85) if (found := pareto([Decimal(1)] * count))] == [1, 1, 2, 17]


def test_accounts_without_revenue_do_not_count() -> None:
    assert pareto(decimals(30, 0, 0, 70)) == pareto(decimals(70, 30))


def test_of_no_revenue_nothing_is_said() -> None:
    assert pareto([]) is pareto(decimals(0, 0)) is None


@given(REVENUES)
def test_invariants(revenues: list[Decimal]) -> None:
    found = pareto(revenues)
    assert found is not None
    ranked, total = sorted(revenues, reverse=True), sum(revenues)
    assert sum(ranked[: found.top]) * 5 >= total
    assert sum(ranked[: found.needed]) >= GOAL * total > sum(ranked[: found.needed - 1])
    assert found.top_share <= found.ten_share or found.top > 10
    assert found.holds == (found.needed <= found.top)


@given(REVENUES, st.integers(1, 1000))
def test_neither_order_nor_unit_matters(revenues: list[Decimal], unit: int) -> None:
    found, other = pareto(revenues), pareto([revenue * unit for revenue in reversed(revenues)])
    assert found is not None
    assert other is not None
    assert (found.accounts, found.top, found.needed) == (other.accounts, other.top, other.needed)
    assert abs(found.top_share - other.top_share) < Decimal("1e-20")
