"""Norms that hand out the whole, and people who count once."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.resources import USUAL, Resource, heads, norms_of, not_whole
from keyaccount.formulas.segments import Stance

D = Decimal


def test_the_usual_norms_hand_out_every_resource() -> None:
    assert not_whole(USUAL) == []
    assert USUAL[Stance.ATTACK][Resource.MONEY] == D("0.5")


def test_says_which_resource_is_not_handed_out() -> None:
    short = {Stance.ATTACK: (50, 50, 50), Stance.DEFEND: (50, 49, 51)}
    assert not_whole(norms_of(short)) == [Resource.PEOPLE, Resource.MONEY]


def test_a_person_counts_once_however_many_they_work_for() -> None:
    found = heads({"lin": ["acme", "beta", "zeta"], "wang": ["acme"], "idle": []})
    assert found == {"acme": D("1.3334"), "beta": D("0.3333"), "zeta": D("0.3333")}


@given(st.dictionaries(st.integers(0, 50), st.sets(st.integers(0, 40)).map(sorted), max_size=20))
def test_heads_sum_to_the_people_who_work(work: dict[int, list[int]]) -> None:
    assert sum(heads(work).values(), D(0)) == sum(1 for accounts in work.values() if accounts)
