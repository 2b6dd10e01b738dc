"""Stage conversion: worked cases for each rule, and what holds for any histories."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.conversion import (
    FEWEST,
    Cohort,
    Fall,
    Proposals,
    Stood,
    bottleneck,
    cohort,
    cohort_of_groups,
    proposals,
)


def stood(at: int, place: int) -> Stood:
    return Stood(at, place, is_open=True)


def won(at: int, place: int) -> Stood:
    return Stood(at, place, is_open=False, is_won=True)


def lost(at: int, place: int) -> Stood:
    return Stood(at, place, is_open=False)


FORWARD = (stood(1, 0), stood(5, 1))
SKIPPED = (stood(1, 0), stood(5, 2))
CAME_BACK = (stood(1, 0), stood(5, 1), stood(9, 0))
WON_AT_ONCE = (stood(1, 0), won(5, 0))
LOST_LATER = (stood(1, 0), stood(5, 1), lost(9, 1))
LOST_THERE = (stood(1, 0), lost(5, 0))
STARTED_LATE = (stood(1, 2), stood(5, 1))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (FORWARD, [(1, 1, 0), (1, 0, 1), (0, 0, 0)]),
        (SKIPPED, [(1, 1, 0), (0, 0, 0), (1, 0, 1)]),
        (CAME_BACK, [(1, 1, 0), (1, 0, 1), (0, 0, 0)]),
        (WON_AT_ONCE, [(1, 1, 0), (0, 0, 0), (0, 0, 0)]),
        (LOST_LATER, [(1, 1, 0), (1, 0, 0), (0, 0, 0)]),
        (LOST_THERE, [(1, 0, 0), (0, 0, 0), (0, 0, 0)]),
        (STARTED_LATE, [(0, 0, 0), (1, 0, 1), (1, 0, 1)]),
    ],
)
def test_the_rules(history: tuple[Stood, ...], expected: list[tuple[int, int, int]]) -> None:
    assert [cohort([history], place) for place in range(3)] == [Cohort(*numbers) for numbers in expected]


def test_a_cohort_is_cut_by_its_first_entry_alone() -> None:
    assert cohort([CAME_BACK], 0, first=9) == Cohort(0, 0, 0)  # the second time is no entry
    assert cohort([CAME_BACK], 1, first=5, last=6) == Cohort(1, 0, 1)
    assert cohort([CAME_BACK], 1, first=1, last=5) == Cohort(0, 0, 0)  # the end is not part of it


def test_those_still_inside_are_told_apart() -> None:
    found = cohort([FORWARD, LOST_THERE, (stood(1, 0),)], 0)
    assert (found.entered, found.advanced, found.inside, found.fallen) == (3, 1, 1, 1)
    assert (found.conversion, found.decided) == (Decimal(1) / 3, Decimal("0.5"))


def test_nothing_entered_and_nothing_decided_have_no_share() -> None:
    assert (Cohort(0, 0, 0).conversion, Cohort(0, 0, 0).decided) == (None, None)
    assert (Cohort(2, 0, 2).conversion, Cohort(2, 0, 2).decided) == (Decimal(0), None)


def test_the_bottleneck_fell_furthest() -> None:
    past = [Cohort(100, 80, 0), Cohort(100, 50, 0), Cohort(100, 50, 0)]
    now = [Cohort(100, 75, 0), Cohort(100, 30, 0), Cohort(100, 60, 0)]
    assert bottleneck(now, past) == Fall(1, Decimal("0.3"), Decimal("0.5"))


def test_too_few_decided_deals_make_no_bottleneck() -> None:
    enough, few = Cohort(FEWEST, 0, 0), Cohort(FEWEST, 0, 1)
    assert bottleneck([enough], [Cohort(FEWEST, FEWEST, 0)]) == Fall(0, Decimal(0), Decimal(1))
    assert bottleneck([few], [Cohort(FEWEST, FEWEST, 0)]) is None
    assert bottleneck([enough], [Cohort(FEWEST - 1, FEWEST - 1, 0)]) is None
    assert bottleneck([enough], [enough]) is None


@st.composite
def histories(draw: st.DrawFn) -> list[list[Stood]]:
    found = []
    for _ in range(draw(st.integers(0, 8))):
        days = sorted(draw(st.sets(st.integers(0, 50), min_size=1, max_size=6)))
        made = [stood(at, draw(st.integers(0, 3))) for at in days]
        if draw(st.booleans()):
            last = made[-1]
            made[-1] = draw(st.sampled_from([won(last.at, last.place), lost(last.at, last.place)]))
        found.append(made)
    return found


@given(histories(), st.integers(0, 3), st.integers(0, 50))
def test_the_parts_make_the_whole(found: list[list[Stood]], place: int, cut: int) -> None:
    whole = cohort(found, place)
    assert whole.entered == whole.advanced + whole.inside + whole.fallen
    assert min(whole.entered, whole.advanced, whole.inside, whole.fallen) >= 0
    if whole.conversion is not None and whole.decided is not None:
        assert 0 <= whole.conversion <= whole.decided <= 1
    parts = cohort(found, place, last=cut), cohort(found, place, first=cut)
    for key in ("entered", "advanced", "inside"):
        assert sum(getattr(part, key) for part in parts) == getattr(whole, key)


NUMBERS = st.lists(st.integers(1, 9), min_size=8, max_size=8)


@given(histories(), NUMBERS, st.integers(0, 3), st.integers(0, 50))
def test_deals_that_went_alike_count_as_each_by_itself(
    found: list[list[Stood]], numbers: list[int], place: int, cut: int
) -> None:
    groups = list(zip(found, numbers, strict=False))
    one_by_one = [history for history, deals in groups for _ in range(deals)]
    each = [(history, 1) for history in one_by_one]
    assert cohort_of_groups(groups, place, first=cut) == cohort(one_by_one, place, first=cut)
    assert cohort_of_groups(groups, place, last=cut) == cohort(one_by_one, place, last=cut)
    assert proposals(groups, place, first=cut) == proposals(each, place, first=cut)
    assert proposals(groups, place, last=cut) == proposals(each, place, last=cut)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (FORWARD, Proposals(1, 0)),
        (SKIPPED, Proposals(1, 0)),
        (CAME_BACK, Proposals(1, 0)),
        (WON_AT_ONCE, Proposals(1, 1)),
        (LOST_LATER, Proposals(1, 0)),
        (LOST_THERE, Proposals(0, 0)),
        ((*WON_AT_ONCE, stood(9, 0)), Proposals(1, 0)),  # reopened: not won in the end
    ],
)
def test_proposals(history: tuple[Stood, ...], expected: Proposals) -> None:
    assert proposals([(history, 1)], 1) == expected
    assert proposals([(history, 1)], 1, first=5) == expected
    assert proposals([(history, 1)], 1, last=5) == Proposals(0, 0)


@given(histories(), NUMBERS, st.integers(0, 3), st.integers(0, 50))
def test_the_parts_of_proposals_make_the_whole(
    found: list[list[Stood]], numbers: list[int], place: int, cut: int
) -> None:
    groups = list(zip(found, numbers, strict=False))
    whole = proposals(groups, place)
    assert 0 <= whole.won <= whole.reached
    parts = proposals(groups, place, last=cut), proposals(groups, place, first=cut)
    assert Proposals(sum(part.reached for part in parts), sum(part.won for part in parts)) == whole


COHORTS = st.builds(
    lambda advanced, fallen, inside: Cohort(advanced + fallen + inside, advanced, inside),
    *(st.integers(0, 30) for _ in range(3)),
)


@given(st.lists(st.tuples(COHORTS, COHORTS), max_size=6))
def test_no_other_stage_fell_further(pairs: list[tuple[Cohort, Cohort]]) -> None:
    now, past = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = bottleneck(now, past)
    falls = [
        before.decided - after.decided
        for after, before in pairs
        if after.decided is not None
        and before.decided is not None
        and min(each.advanced + each.fallen for each in (after, before)) >= FEWEST
    ]
    if found is None:
        assert all(fall <= 0 for fall in falls)
    else:
        assert found.by == max(falls) > 0
