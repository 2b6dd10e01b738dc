"""The hygiene list: worked values, boundaries, and what holds for any."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.hygiene import Hygiene, Kept, State, hygiene, state_of

STATES = st.lists(st.sampled_from(State), max_size=60)
KEPT = st.integers(0, 50).flatmap(lambda of: st.builds(Kept, st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (None, State.NOT_RECORDED),
        (Kept(0, 0), State.NOT_RECORDED),
        (Kept(0, 1), State.BROKEN),
        (Kept(1, 1), State.HELD),
        (Kept(4, 5), State.BROKEN),
        (Kept(5, 5), State.HELD),
    ],
)
def test_state_at_its_boundaries(found: Kept | None, state: State) -> None:
    assert state_of(found) is state


def test_two_held_one_broken_three_not_recorded_are_two_thirds() -> None:
    found = hygiene([State.HELD, State.BROKEN, State.HELD, *[State.NOT_RECORDED] * 3])
    assert found == Hygiene(2, 1, 3)
    assert found.share == Decimal(2) / 3


def test_nothing_recorded_has_no_share() -> None:
    assert hygiene([]).share is hygiene([State.NOT_RECORDED]).share is None


def test_more_than_all_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="2 of 1"):
        Kept(2, 1)


@given(KEPT)
def test_held_exactly_when_all_is_kept(found: Kept) -> None:
    assert (state_of(found) is State.HELD) == (found.kept == found.of > 0)
    assert state_of(Kept(found.kept, found.of + 1)) is not State.HELD


@given(STATES)
def test_invariants(states: list[State]) -> None:
    found = hygiene(states)
    assert found.held + found.broken + found.not_recorded == len(states)
    assert hygiene([*states, State.NOT_RECORDED]).share == found.share
    if found.share is not None:
        assert 0 <= found.share <= 1
