"""The attack/defence model: the table, each threshold from both sides, and what holds for any numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.segments import (
    SEGMENTS,
    STANCES,
    Potential,
    Segment,
    Stance,
    Thresholds,
    need,
    potential,
    share_of_wallet,
    standing,
)

CUTS = Thresholds(Decimal(2_000_000), Decimal(5_000_000), Decimal("0.5"))
CENT = Decimal("0.01")
MONEY = st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def thresholds(draw: st.DrawFn) -> Thresholds:
    low, high = sorted((draw(MONEY), draw(MONEY)))
    return Thresholds(low, high, Decimal(draw(st.integers(1, 10_000))).scaleb(-4))


@pytest.mark.parametrize(
    ("purchasing", "revenue", "segment", "stance"),
    [
        (8_000_000, 1_000_000, Segment.ACQUIRE, Stance.ATTACK),
        (8_000_000, 6_000_000, Segment.RETAIN, Stance.DEFEND),
        (3_000_000, 300_000, Segment.HARASS, Stance.ATTACK),
        (3_000_000, 2_000_000, Segment.MAINTAIN, Stance.MAINTAIN),
        (500_000, 50_000, Segment.ABANDON, Stance.NONE),
        (500_000, 400_000, Segment.MAINTAIN, Stance.MAINTAIN),
    ],
)
def test_the_table(purchasing: int, revenue: int, segment: Segment, stance: Stance) -> None:
    found = standing(Decimal(revenue), Decimal(purchasing), CUTS)
    assert (found.segment, found.stance) == (segment, stance)


@pytest.mark.parametrize(
    ("purchasing", "expected"),
    [
        (CUTS.high_from, Potential.HIGH),
        (CUTS.high_from - CENT, Potential.MEDIUM),
        (CUTS.medium_from, Potential.MEDIUM),
        (CUTS.medium_from - CENT, Potential.LOW),
        (Decimal(0), Potential.LOW),
        (None, None),
    ],
)
def test_a_threshold_belongs_to_what_lies_above_it(purchasing: Decimal | None, expected: Potential | None) -> None:
    assert potential(purchasing, CUTS) == expected


def test_half_of_what_they_buy_is_a_high_share_and_a_cent_less_is_not() -> None:
    bought = Decimal(8_000_000)
    assert standing(Decimal(4_000_000), bought, CUTS).segment == Segment.RETAIN
    assert standing(Decimal(4_000_000) - CENT, bought, CUTS).segment == Segment.ACQUIRE


def test_unknown_is_not_zero() -> None:
    unknown = standing(Decimal(100), None, CUTS)
    assert (unknown.share, unknown.potential, unknown.segment, unknown.stance) == (None, None, None, None)
    assert share_of_wallet(None, Decimal(1)) is None
    assert share_of_wallet(Decimal(0), Decimal(100)) == 0


def test_who_buys_nothing_has_no_share_and_nothing_to_win() -> None:
    found = standing(Decimal(0), Decimal(0), CUTS)
    assert (found.share, found.segment) == (None, Segment.ABANDON)


def test_more_revenue_than_they_buy_shows_that_the_estimate_is_too_low() -> None:
    assert standing(Decimal(101), Decimal(100), CUTS).exceeds
    assert not standing(Decimal(100), Decimal(100), CUTS).exceeds


def test_what_an_imagined_place_would_need() -> None:
    now = standing(Decimal(1_000_000), Decimal(8_000_000), CUTS)
    found = need(now, Decimal("0.5"), Decimal(8_000_000))
    assert (found.revenue, found.more) == (Decimal(4_000_000), Decimal(3_000_000))


def test_every_segment_has_a_stance_and_every_cell_a_segment() -> None:
    assert set(STANCES) == set(Segment) == set(SEGMENTS.values())
    assert set(SEGMENTS) == {(one, high) for one in Potential for high in (False, True)}


@pytest.mark.parametrize("cuts", [(2, 1, "0.5"), (-1, 1, "0.5"), (1, 2, "0"), (1, 2, "1.0001")])
def test_thresholds_that_make_no_sense_are_refused(cuts: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match=r"from|begins"):
        Thresholds(Decimal(cuts[0]), Decimal(cuts[1]), Decimal(cuts[2]))


@given(MONEY, MONEY, thresholds())
def test_a_segment_follows_from_potential_and_side_alone(revenue: Decimal, bought: Decimal, cuts: Thresholds) -> None:
    found = standing(revenue, bought, cuts)
    high = bought > 0 and revenue / bought >= cuts.share_from
    assert found.potential is not None
    assert found.segment == SEGMENTS[found.potential, high]
    assert standing(revenue, None, cuts).segment is None


@given(MONEY, MONEY, thresholds())
def test_who_buys_more_never_has_a_lower_potential(one: Decimal, other: Decimal, cuts: Thresholds) -> None:
    order = [Potential.LOW, Potential.MEDIUM, Potential.HIGH]
    less, more = (potential(amount, cuts) for amount in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert order.index(less) <= order.index(more)


@given(MONEY, MONEY.filter(bool))
def test_the_share_gives_the_revenue_back(revenue: Decimal, bought: Decimal) -> None:
    found = share_of_wallet(revenue, bought)
    assert found is not None
    assert abs(found * bought - revenue) < Decimal("1e-12")


@given(MONEY, MONEY, st.integers(0, 10_000))
def test_what_is_needed_and_what_there_is_make_what_is_wanted(revenue: Decimal, bought: Decimal, part: int) -> None:
    now = standing(revenue, bought, CUTS)
    found = need(now, Decimal(part).scaleb(-4), bought)
    assert now.revenue + found.more == found.revenue
