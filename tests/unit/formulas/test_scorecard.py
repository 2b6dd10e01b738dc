"""Scorecards, norms and splits: worked values, and what holds for any weights."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.scorecard import (
    ATTACK,
    BY_KEY,
    DEFEND,
    Measure,
    Score,
    beyond_norm,
    makes_whole,
    reached,
    reached_below,
    score,
    split,
)

SHARES = st.integers(0, 10_000).map(lambda basis: Decimal(basis).scaleb(-4))
MEASURES = st.lists(st.builds(Measure, SHARES, st.none() | SHARES), max_size=8)


def test_what_is_not_measured_is_left_out_and_said() -> None:
    card = [Measure(Decimal("0.5"), Decimal("0.8")), Measure(Decimal("0.3"), Decimal(1)), Measure(Decimal("0.2"), None)]
    assert score(card) == Score(Decimal("0.875"), Decimal("0.8"))


def test_of_nothing_measured_there_is_no_score() -> None:
    assert score([Measure(Decimal(1), None)]) == Score(None, Decimal(0)) == score([])


def test_reached_ends_at_a_fifth_above_and_at_nothing() -> None:
    hundred = Decimal(100)
    assert [reached(Decimal(actual), hundred) for actual in (-5, 0, 50, 120, 121)] == [
        0,
        0,
        Decimal("0.5"),
        Decimal("1.2"),
        Decimal("1.2"),
    ]
    assert reached(None, hundred) is reached(hundred, None) is reached(hundred, Decimal(0)) is None


def test_the_usual_effort_splits_make_the_whole() -> None:
    for parts in ((80, 10, 10), (60, 20, 20), (40, 30, 30)):
        assert makes_whole(Decimal(part) / 100 for part in parts)
    assert not makes_whole([Decimal("0.8"), Decimal("0.1")])


def test_beyond_the_norm_only_where_both_are_known() -> None:
    assert beyond_norm(Decimal("0.45"), Decimal("0.4")) == Decimal("0.05")
    assert beyond_norm(None, Decimal("0.4")) is beyond_norm(Decimal("0.4"), None) is None


@given(MEASURES)
def test_a_score_lies_between_the_smallest_and_the_largest(card: list[Measure]) -> None:
    found = score(card)
    parts = [one.reached for one in card if one.reached is not None and one.weight]
    if found.value is None:
        assert not parts
    else:
        assert min(parts) - Decimal("1e-20") <= found.value <= max(parts) + Decimal("1e-20")


@given(MEASURES, SHARES)
def test_what_weighs_nothing_or_is_not_measured_changes_nothing(card: list[Measure], weight: Decimal) -> None:
    assert score([*card, Measure(Decimal(0), Decimal(1)), Measure(weight, None)]) == score(card)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), max_size=6))
def test_shares_of_a_split_make_the_whole(amounts: dict[str, int]) -> None:
    found = split(amounts)
    if sum(amounts.values()) == 0:
        assert set(found.values()) <= {None}
    else:
        assert abs(sum(part for part in found.values() if part is not None) - 1) < Decimal("1e-20")


def test_where_less_is_better_it_is_wanted_by_measured() -> None:
    tenth = Decimal("0.1")
    found = [reached_below(Decimal(actual), tenth) for actual in ("0.2", "0.1", "0.05", "0", "-1")]
    assert found == [Decimal("0.5"), 1, Decimal("1.2"), Decimal("1.2"), Decimal("1.2")]
    assert reached_below(None, tenth) is reached_below(tenth, None) is reached_below(tenth, Decimal(0)) is None


@given(SHARES, SHARES, SHARES.filter(bool))
def test_less_of_what_should_be_little_never_reaches_less(one: Decimal, other: Decimal, wanted: Decimal) -> None:
    less, more = (reached_below(value, wanted) for value in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert 0 <= more <= less <= Decimal("1.2")


def test_every_usual_measure_is_known_and_every_card_whole() -> None:
    for card in (ATTACK, DEFEND):
        assert set(card) <= set(BY_KEY)
        assert makes_whole(one.weight for one in card.values())
