"""Introductions: worked values, boundaries, and what holds for any network."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.converted import NOTHING, Converted
from keyaccount.formulas.referrals import Brought, Introduction, Place, brought_by, first_of_each, places

DAY = date(2026, 1, 1)
NODES = st.integers(0, 12)
MANY = st.lists(st.tuples(NODES, NODES, st.integers(0, 5)).filter(lambda one: one[0] != one[1]), max_size=40).map(
    lambda rows: [Introduction(by, who, DAY + timedelta(on), n) for n, (by, who, on) in enumerate(rows)]
)


def won(amount: int | str) -> Converted:
    return Converted(Decimal(amount), 1, 0)


def test_the_first_introduction_counts_and_the_smaller_number_on_one_day() -> None:
    found = first_of_each(
        [
            Introduction("An", "Acme", DAY + timedelta(1), 1),
            Introduction("Bo", "Acme", DAY, 3),
            Introduction("Cy", "Acme", DAY, 2),
        ]
    )
    assert found["Acme"].by == "Cy"


def test_two_doors_of_one_person_and_one_of_another() -> None:
    first = first_of_each(
        Introduction(by, who, DAY, n) for n, (by, who) in enumerate([("An", "Acme"), ("An", "Bolt"), ("Bo", "Core")])
    )
    found = brought_by(first, {"Acme": won(300), "Core": won("20.5")})
    assert found == {"An": Brought(2, won(300)), "Bo": Brought(1, won("20.5"))}


def test_nobody_introduced_brings_nothing() -> None:
    assert first_of_each([]) == brought_by({}, {}) == places({}) == {}


def test_a_chain_goes_to_the_right_and_a_second_door_below() -> None:
    rows = [("An", "Acme"), ("An", "Bo"), ("Bo", "Core"), ("Di", "East")]
    found = places(first_of_each(Introduction(by, who, DAY, n) for n, (by, who) in enumerate(rows)))
    assert found == {
        "An": Place(0, 0),
        "Acme": Place(1, 0),
        "Bo": Place(1, 1),
        "Core": Place(2, 1),
        "Di": Place(0, 2),
        "East": Place(1, 2),
    }


@given(MANY)
def test_sums(rows: list[Introduction]) -> None:
    first = first_of_each(rows)
    revenue = {who: won(who) for who in first if isinstance(who, int)}
    found = brought_by(first, revenue)
    assert set(first) == {one.who for one in rows}
    assert sum(one.doors for one in found.values()) == len(first)
    assert sum((one.won for one in found.values()), NOTHING) == sum(revenue.values(), NOTHING)


@given(MANY)
def test_everyone_has_a_place_of_their_own_not_left_of_whoever_introduced_them(rows: list[Introduction]) -> None:
    first = first_of_each(rows)
    found = places(first)
    assert set(found) == set(first) | {one.by for one in first.values()}
    assert len(set(found.values())) == len(found)
    in_circles = {who for who in first if _is_in_circle(who, first)}
    for who in set(first) - in_circles:
        by = first[who].by
        assert found[who].column == found[by].column + 1
        assert found[who].row >= found[by].row


def _is_in_circle(who: object, first: dict) -> bool:  # type: ignore[type-arg]
    here, seen = who, set()
    while here in first and here not in seen:
        seen.add(here)
        here = first[here].by
    return here == who
