"""How well one of ours knows one of theirs, and where a thread is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.ties import Gap, Strength, Thread, gap, known_by, single_thread, strength

DAY = date(2026, 11, 19)
ORDER = [*Strength]
THREADS = st.lists(st.builds(Thread, st.integers(0, 3), st.integers(10, 14), st.integers(0, 4)), max_size=12)


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (0, Strength.STRONG),
        (30, Strength.STRONG),
        (31, Strength.WARM),
        (90, Strength.WARM),
        (91, Strength.FADING),
        (180, Strength.FADING),
        (181, Strength.COLD),
        (4000, Strength.COLD),
    ],
)
def test_a_tie_weakens_at_a_sixth_a_half_and_all_of_the_days(age: int, found: Strength) -> None:
    assert strength(DAY - timedelta(days=age), DAY, 180) is found


def test_without_a_visit_there_is_no_strength() -> None:
    assert strength(None, DAY, 180) is None


@given(st.integers(0, 5000), st.integers(0, 500), st.integers(1, 3650))
def test_no_day_that_passes_makes_it_stronger(age: int, later: int, fades_after: int) -> None:
    last = DAY - timedelta(days=age)
    now, then = strength(last, DAY, fades_after), strength(last, DAY + timedelta(days=later), fades_after)
    assert now is not None
    assert then is not None
    assert ORDER.index(then) >= ORDER.index(now)


@pytest.mark.parametrize(
    ("known", "needed", "found"),
    [(0, True, Gap.NOBODY), (1, True, Gap.SINGLE), (2, True, None), (0, False, None), (1, False, None)],
)
def test_a_gap_is_where_a_needed_role_is_known_by_nobody_or_one(known: int, needed: bool, found: Gap | None) -> None:
    assert gap(known, needed=needed) is found


@given(st.integers(0, 20))
def test_one_more_who_knows_them_is_no_worse(known: int) -> None:
    order = [Gap.NOBODY, Gap.SINGLE, None]
    assert order.index(gap(known + 1, needed=True)) >= order.index(gap(known, needed=True))


@given(THREADS)
def test_who_is_known_are_the_pairs_with_a_visit(threads: list[Thread]) -> None:
    pairs = {(ours, theirs) for theirs, some in known_by(threads).items() for ours in some}
    assert pairs == {(one.ours, one.theirs) for one in threads if one.made}


def test_a_single_thread_is_the_only_one_who_visits() -> None:
    one, idle = Thread("lin", "su", 3), Thread("wang", "su", 0)
    assert single_thread([one, idle]) == "lin"
    assert single_thread([one, Thread("wang", "fu", 1)]) is None
    assert single_thread([idle]) is None


@given(THREADS)
def test_a_thread_of_another_ends_the_single_one(threads: list[Thread]) -> None:
    alone = single_thread(threads)
    if alone is not None:
        assert single_thread([*threads, Thread("another", 10, 1)]) is None
