"""The effort split: shares of the hours beside the chosen ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.effort import PRESETS, USUAL, Effort, against, shares_of
from keyaccount.formulas.scorecard import makes_whole

D = Decimal
SELLING, MANAGING, SUPPORT = Effort
HOURS = st.decimals(0, 10_000, places=2)
CLOSE = D("1e-20")


def test_the_presets_are_the_usual_three_and_each_makes_the_whole() -> None:
    assert [[int(part * 100) for part in one.values()] for one in PRESETS] == [[80, 10, 10], [60, 20, 20], [40, 30, 30]]
    assert all(makes_whole(one.values()) for one in PRESETS)
    assert USUAL in PRESETS


def test_shares_need_all_three_parts() -> None:
    with pytest.raises(ValueError, match="zip"):
        shares_of(80, 20)


def test_hours_beside_the_chosen_split() -> None:
    found = against(USUAL, {SELLING: D(30), MANAGING: D(5), SUPPORT: D(5)})
    assert [found[one].share for one in Effort] == [D("0.75"), D("0.125"), D("0.125")]
    assert [found[one].beyond for one in Effort] == [D("0.15"), D("-0.075"), D("-0.075")]


def test_just_as_chosen_nothing_is_beyond() -> None:
    found = against(USUAL, {SELLING: D(6), MANAGING: D(2), SUPPORT: D(2)})
    assert {one.beyond for one in found.values()} == {D(0)}


def test_a_part_without_hours_took_none_of_the_time() -> None:
    found = against(USUAL, {SELLING: D(3)})
    assert (found[SELLING].share, found[SUPPORT].share, found[SUPPORT].beyond) == (1, 0, D("-0.2"))


@pytest.mark.parametrize("hours", [{}, {SELLING: D(0)}])
def test_without_any_time_no_share_is_known(hours: dict[Effort, Decimal]) -> None:
    found = against(USUAL, hours)
    assert {(one.hours, one.share, one.beyond) for one in found.values()} == {(D(0), None, None)}


@given(st.sampled_from(PRESETS), st.dictionaries(st.sampled_from(Effort), HOURS))
def test_shares_make_the_whole_and_what_is_beyond_makes_nothing(chosen: dict, hours: dict) -> None:
    found = against(chosen, hours)
    assert sum((one.hours for one in found.values()), D(0)) == sum(hours.values(), D(0))
    if not sum(hours.values(), D(0)):
        return
    assert abs(sum(one.share or D(0) for one in found.values()) - 1) < CLOSE
    assert abs(sum(one.beyond or D(0) for one in found.values())) < CLOSE


@given(st.dictionaries(st.sampled_from(Effort), HOURS), st.sampled_from([D("0.25"), D(2), D(8)]))
def test_longer_visits_change_hours_and_no_share(hours: dict, factor: Decimal) -> None:
    more = against(USUAL, {one: amount * factor for one, amount in hours.items()})
    for one, spent in against(USUAL, hours).items():
        assert more[one].hours == spent.hours * factor
        assert (more[one].share is None) == (spent.share is None)
        assert abs((more[one].share or D(0)) - (spent.share or D(0))) < CLOSE
