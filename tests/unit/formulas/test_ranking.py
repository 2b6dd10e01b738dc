"""Percentile ranks: worked values, ties, one alone, and what must be exceeded to rank at a wish."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.ranking import percentile_ranks, value_above

AMOUNTS = st.lists(st.integers(-100, 10**10).map(lambda cents: Decimal(cents).scaleb(-2)), min_size=1, max_size=40)
D = Decimal


def ranks(*values: int) -> list[Decimal | None]:
    return list(percentile_ranks({place: D(value) for place, value in enumerate(values)}).values())


def test_the_share_of_the_others_that_have_less() -> None:
    assert ranks(10, 20, 30, 40, 50) == [0, 25, 50, 75, 100]


def test_ties_count_half() -> None:
    assert ranks(10, 20, 20, 30) == [0, 50, 50, 100]
    assert ranks(7, 7, 7) == [50, 50, 50]


def test_nothing_ranks_at_nothing_however_many_share_it() -> None:
    assert ranks(0, 0, 0, 5) == [0, 0, 0, 100]
    assert ranks(0, -5, 5, 6) == [0, 0, D(200) / 3, 100]


def test_one_alone_is_compared_with_nobody() -> None:
    assert ranks(10) == [None]
    assert ranks(0) == [0]


def test_what_must_be_exceeded() -> None:
    others = [D(10), D(20), D(30), D(40)]
    assert [value_above(D(rank), others) for rank in (0, 1, 25, 26, 75, 100)] == [0, 10, 10, 20, 30, 40]
    assert value_above(D(50), []) is None


@given(AMOUNTS)
def test_invariants(values: list[Decimal]) -> None:
    found = percentile_ranks(dict(enumerate(values)))
    assert all(rank is None or 0 <= rank <= 100 for rank in found.values())
    if len(values) > 1:
        for one, value in enumerate(values):
            for other, more in enumerate(values):
                assert value > more or (found[one] or 0) <= (found[other] or 0)


@given(AMOUNTS, st.integers(1, 1000))
def test_neither_unit_nor_order_matters(values: list[Decimal], unit: int) -> None:
    plain = percentile_ranks(dict(enumerate(values)))
    turned = percentile_ranks({place: values[place] * unit for place in reversed(range(len(values)))})
    assert plain == turned


@given(AMOUNTS, st.integers(0, 1000).map(lambda tenth: Decimal(tenth) / 10))
def test_who_exceeds_it_ranks_there(others: list[Decimal], rank: Decimal) -> None:
    bar = value_above(rank, sorted(others))
    assert bar is not None
    found = percentile_ranks({"me": bar + Decimal("0.01"), **dict(enumerate(others))})
    assert found["me"] is not None
    assert found["me"] >= rank
