"""Expected value and what follows for resources: worked values, and what holds for any accounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.expected_value import Allocation, Prospect, allocations, mean_probability, relative_values

D = Decimal
NEAR = D("1e-20")
AMOUNTS = st.integers(0, 10**12).map(lambda cents: D(cents).scaleb(-2))
RATES = st.integers(0, 10_000).map(lambda basis: D(basis).scaleb(-4))
VALUES = st.dictionaries(st.integers(0, 30), st.none() | AMOUNTS, max_size=12)
KNOWN = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=12)


def test_three_accounts_share_what_there_is() -> None:
    """600,000 + 400,000 at 0.5, 300,000 + 0 at 1, 1,000,000 new at 0.2: 500,000, 300,000 and 200,000 of a million."""
    prospects = [
        Prospect(D(600_000), D(400_000), D("0.5")),
        Prospect(D(300_000), D(0), D(1)),
        Prospect(D(0), D(1_000_000), D("0.2")),
    ]
    assert [one.potential for one in prospects] == [1_000_000, 300_000, 1_000_000]
    values = {name: one.value for name, one in zip("abc", prospects, strict=True)}
    assert values == {"a": 500_000, "b": 300_000, "c": 200_000}
    assert relative_values(values) == {"a": D("0.5"), "b": D("0.3"), "c": D("0.2")}
    found = allocations({"a": D(60), "b": D(20), "c": D(20)}, {"a": D(10), "b": D(30), "c": D(10)}, values)
    assert found["a"] == Allocation(D("0.6"), D("0.2"), D("0.5"))
    assert [found[name].gap for name in "abc"] == [D("-0.3"), D("0.3"), D(0)]


def test_what_is_not_known_is_not_nothing() -> None:
    assert Prospect(None, D(5), D("0.5")).value is Prospect(D(5), None, D("0.5")).value is None
    assert Prospect(D(5), D(5), None).value is None
    assert Prospect(D(5), D(5), D(0)).value == Prospect(D(0), D(0), None).value == 0
    assert relative_values({"a": D(10), "b": None}) == {"a": 1, "b": None}
    assert Allocation(None, None, D("0.5")).gap is Allocation(None, D("0.5"), None).gap is None


def test_of_nothing_there_are_no_shares() -> None:
    assert relative_values({"a": D(0), "b": None}) == {"a": None, "b": None}
    assert relative_values({}) == {} == allocations({}, {}, {})
    assert mean_probability([]) is mean_probability([(D(0), D(1))]) is None


def test_who_is_missing_in_one_is_unknown_there() -> None:
    assert allocations({}, {"a": D(3)}, {"b": D(7)}) == {
        "a": Allocation(None, D(1), None),
        "b": Allocation(None, None, D(1)),
    }


@pytest.mark.parametrize(("probability", "value"), [(0, 0), ("0.5", 50), (1, 100)])
def test_from_impossible_to_certain(probability: str | int, value: int) -> None:
    assert Prospect(D(60), D(40), D(probability)).value == value


@pytest.mark.parametrize("probability", ["-0.0001", "1.0001"])
def test_beyond_certain_there_is_no_probability(probability: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Prospect(D(1), D(1), D(probability))


def test_a_large_amount_weighs_more() -> None:
    assert mean_probability([(D(300), D("0.5")), (D(100), D("0.1"))]) == D("0.4")


@given(AMOUNTS, AMOUNTS, RATES)
def test_a_value_lies_between_nothing_and_the_potential(repeat: Decimal, new: Decimal, rate: Decimal) -> None:
    found = Prospect(repeat, new, rate)
    assert found.value is not None
    assert found.potential is not None
    assert 0 <= found.value <= found.potential


@given(VALUES)
def test_relative_values_make_the_whole(values: dict[int, Decimal | None]) -> None:
    found = relative_values(values)
    shares = [share for share in found.values() if share is not None]
    assert found.keys() == values.keys()
    assert not shares or abs(sum(shares) - 1) < NEAR
    assert bool(shares) == any(value for value in values.values())


@given(VALUES, st.integers(1, 10**6))
def test_scaling_every_value_changes_nothing(values: dict[int, Decimal | None], times: int) -> None:
    scaled = relative_values({key: None if value is None else value * times for key, value in values.items()})
    for key, share in relative_values(values).items():
        other = scaled[key]
        assert (share is None and other is None) or (
            share is not None and other is not None and abs(share - other) < NEAR
        )


@given(KNOWN)
def test_gaps_sum_to_nothing_where_all_are_known(accounts: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    planned, actual, values = ({place: one[part] for place, one in enumerate(accounts)} for part in range(3))
    gaps = [one.gap for one in allocations(planned, actual, values).values()]
    known = [gap for gap in gaps if gap is not None]
    assert not known or (len(known) == len(accounts) and abs(sum(known)) < NEAR)


@given(st.lists(st.tuples(AMOUNTS, RATES), max_size=10))
def test_a_mean_lies_between_the_ends(parts: list[tuple[Decimal, Decimal]]) -> None:
    found, rates = mean_probability(parts), [rate for amount, rate in parts if amount]
    if found is None:
        assert not rates
    else:
        assert min(rates) - NEAR <= found <= max(rates) + NEAR
