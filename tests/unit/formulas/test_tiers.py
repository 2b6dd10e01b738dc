"""Tiers: the worked score, each threshold, what is not known, and what would lift an account."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.tiers import (
    WEIGHTS,
    Bonds,
    Bounds,
    Part,
    Parts,
    Tier,
    depth,
    more_of,
    outlook,
    score,
    sums_to_one,
    tier_of,
    years_of_custom,
)

D = Decimal
POINTS = st.integers(0, 1000).map(lambda tenth: Decimal(tenth) / 10)
PARTS = st.fixed_dictionaries({part: st.none() | POINTS for part in Part})


def parts(contribution: object, potential: object, depth: object) -> Parts:
    given = (contribution, potential, depth)
    return {part: None if value is None else D(str(value)) for part, value in zip(Part, given, strict=True)}


def test_worked_example() -> None:
    """0.4 × 90 + 0.35 × 60 + 0.25 × 50 = 36 + 21 + 12.5 = 69.5: half a point short of A."""
    found = score(parts(90, 60, 50), WEIGHTS)
    assert (found.value, found.known, found.lowest, found.highest) == (D("69.5"), 1, D("69.5"), D("69.5"))
    assert tier_of(found.value, Bounds()) is Tier.B


@pytest.mark.parametrize(
    ("value", "tier"), [("70", "A"), ("69.9", "B"), ("40", "B"), ("39.9", "C"), ("0", "C"), ("100", "A")]
)
def test_thresholds(value: str, tier: str) -> None:
    assert tier_of(D(value), Bounds()) == tier


def test_what_is_shown_decides() -> None:
    """69.95 is shown as 70.0 (half to even) and is an A; 69.94 is shown as 69.9 and is a B."""
    assert [score(parts(value, value, value), WEIGHTS).value for value in ("69.95", "69.94")] == [D("70.0"), D("69.9")]


def test_what_is_not_known_counts_neither_as_nothing_nor_as_average() -> None:
    """Without potential: (0.4 × 90 + 0.25 × 50) ÷ 0.65 = 74.6, and between 48.5 and 83.5 whatever potential is."""
    found = score(parts(90, None, 50), WEIGHTS)
    assert (found.value, found.known) == (D("74.6"), D("0.65"))
    assert (found.lowest, found.highest) == (D("48.5"), D("83.5"))


def test_with_less_than_half_known_there_is_no_score() -> None:
    alone = score(parts(90, None, None), WEIGHTS)
    assert (alone.value, alone.known) == (None, D("0.4"))
    assert tier_of(alone.value, Bounds()) is None
    half = {Part.CONTRIBUTION: D("0.5"), Part.POTENTIAL: D("0.25"), Part.DEPTH: D("0.25")}
    assert score(parts(90, None, None), half).value == 90


def test_weights_sum_to_one() -> None:
    assert sums_to_one(WEIGHTS)
    assert not sums_to_one({**WEIGHTS, Part.DEPTH: D("0.26")})
    assert not sums_to_one({Part.CONTRIBUTION: D("1.5"), Part.POTENTIAL: D("-0.5"), Part.DEPTH: D(0)})
    with pytest.raises(ValueError, match="sum to 1"):
        score(parts(1, 2, 3), {**WEIGHTS, Part.DEPTH: D("0.3")})


def test_depth() -> None:
    """2 of 5 products, 3 of 4 roles, 3 of 5 years: (40 + 75 + 60) ÷ 3 = 58.33…"""
    assert depth(Bonds(2, 5, 3, 4, D(3))) == D(175) / 3
    assert depth(Bonds(2, 5, None, 4, None)) == 40
    assert depth(Bonds()) is None
    assert depth(Bonds(0, 0, None, None, None)) is None
    assert depth(Bonds(7, 5, 4, 4, D(12))) == 100


@pytest.mark.parametrize(("days", "years"), [(0, D(0)), (365, D(1)), (1825, D(5))])
def test_years(days: int, years: Decimal) -> None:
    assert years_of_custom(days) == years


def test_what_would_lift_it() -> None:
    """From 69.5 half a point is missing: depth from 50 to 52, potential to 61.5, contribution to 91.3."""
    found = outlook(parts(90, 60, 50), WEIGHTS, Bounds())
    assert found is not None
    assert (found.next, found.missing) == (Tier.A, D("0.5"))
    assert [(lift.part, lift.needed) for lift in found.lifts] == [
        (Part.CONTRIBUTION, D("91.3")),
        (Part.POTENTIAL, D("61.5")),
        (Part.DEPTH, D("52.0")),
    ]


def test_the_top_and_the_unknown_have_no_outlook() -> None:
    assert outlook(parts(90, 90, 90), WEIGHTS, Bounds()) is None
    assert outlook(parts(90, None, None), WEIGHTS, Bounds()) is None


def test_a_part_that_is_not_known_may_lift_it_too() -> None:
    """(0.4 × 50 + 0.25 × 50 + 0.35·x) = 70 → x = 107.2: not by this alone; with 60 and 60 it is 88.6."""
    impossible, possible = (outlook(parts(value, None, value), WEIGHTS, Bounds()) for value in (50, 60))
    assert impossible is not None
    assert possible is not None
    unknown = {lift.part: lift for lift in impossible.lifts}[Part.POTENTIAL]
    assert (unknown.needed, unknown.is_possible) == (D("107.2"), False)
    assert {lift.part: lift.needed for lift in possible.lifts}[Part.POTENTIAL] == D("88.6")


def test_how_many_more_products() -> None:
    """Each of 5 products is 100 ÷ 5 ÷ 3 = 6.67 points of depth: 10 more points need 2; from 4 of 5 they cannot come."""
    assert [more_of(2, 5, D(rise), 3) for rise in (0, 5, 10)] == [0, 1, 2]
    assert more_of(4, 5, D(10), 3) is None


@given(PARTS)
def test_score_lies_between_its_ends(given: Parts) -> None:
    found = score(given, WEIGHTS)
    assert 0 <= found.lowest <= found.highest <= 100
    if found.value is not None:
        assert found.lowest <= found.value <= found.highest
    if found.known == 1:
        assert found.lowest == found.value == found.highest


@given(PARTS, st.sampled_from(Part), POINTS)
def test_raising_a_part_never_lowers_the_score(given: Parts, part: Part, more: Decimal) -> None:
    now = given[part]
    if now is None:
        return
    before, after = score(given, WEIGHTS), score({**given, part: min(now + more, D(100))}, WEIGHTS)
    assert (before.value is None) == (after.value is None)
    assert before.value is None or after.value is None or after.value >= before.value


@given(PARTS)
def test_a_lift_lifts(given: Parts) -> None:
    found = outlook(given, WEIGHTS, Bounds())
    if found is None:
        return
    assert found.missing > 0
    for lift in found.lifts:
        if lift.is_possible:
            reached = tier_of(score({**given, lift.part: lift.needed}, WEIGHTS).value, Bounds())
            assert reached is not None
            assert reached <= found.next  # "A" comes before "B"


@given(POINTS, POINTS)
def test_a_higher_score_never_has_a_lower_tier(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    below, above = tier_of(low, Bounds()), tier_of(high, Bounds())
    assert below is not None
    assert above is not None
    assert above <= below


@given(st.integers(0, 40), st.integers(1, 40), POINTS)
def test_one_fewer_would_not_do(have: int, fit: int, rise: Decimal) -> None:
    more = more_of(have, fit, rise, 3)
    if more:
        step = D(100) / (3 * fit)
        assert more * step >= rise - D("1e-20")
        assert (more - 1) * step < rise
