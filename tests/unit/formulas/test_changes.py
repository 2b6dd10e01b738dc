"""What changed at a deal: worked examples of every kind, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.changes import IDLE_AFTER, Kind, Stood, is_idle, kinds

DEAL = Stood("open", 1, 2, Decimal("0.2"), Decimal(100), "CNY", date(2026, 12, 18), 7, 3)
OPPOSITE = {Kind.FORWARD: Kind.BACK, Kind.PUSHED: Kind.PULLED, Kind.UP: Kind.DOWN}
PAIRS = {**OPPOSITE, **{second: first for first, second in OPPOSITE.items()}}

stood = st.builds(
    Stood,
    status=st.sampled_from(["open", "open", "won", "lost", "archived"]),
    pipeline=st.integers(1, 2),
    place=st.integers(1, 3),
    win_rate=st.sampled_from([Decimal("0.1"), Decimal("0.5")]),
    amount=st.none() | st.integers(0, 3).map(Decimal),
    currency=st.sampled_from(["CNY", "USD"]),
    expected_close=st.none() | st.dates(date(2026, 12, 1), date(2026, 12, 4)),
    owner=st.integers(1, 2),
    account=st.none() | st.just(1),
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ()),
        ({"place": 3}, (Kind.FORWARD,)),
        ({"place": 1}, (Kind.BACK,)),
        ({"pipeline": 2, "place": 3}, (Kind.OTHER,)),
        ({"expected_close": date(2026, 12, 19)}, (Kind.PUSHED,)),
        ({"expected_close": date(2026, 12, 17)}, (Kind.PULLED,)),
        ({"expected_close": None}, (Kind.OTHER,)),
        ({"amount": Decimal("100.01")}, (Kind.UP,)),
        ({"amount": Decimal("99.99")}, (Kind.DOWN,)),
        ({"amount": None}, (Kind.OTHER,)),
        ({"amount": Decimal(120), "currency": "USD"}, (Kind.OTHER,)),
        ({"owner": 8}, (Kind.OTHER,)),
        ({"account": None}, (Kind.OTHER,)),
        ({"win_rate": Decimal("0.3")}, (Kind.OTHER,)),
        ({"status": "won"}, (Kind.WON,)),
        ({"status": "won", "amount": Decimal(80), "place": 3}, (Kind.DOWN, Kind.WON)),
        ({"status": "lost"}, (Kind.LOST,)),
        ({"status": "archived", "amount": Decimal(80)}, (Kind.ARCHIVED,)),
        (
            {"place": 3, "expected_close": date(2027, 1, 20), "amount": Decimal(120)},
            (Kind.FORWARD, Kind.PUSHED, Kind.UP),
        ),
    ],
)
def test_worked_examples(changed: dict[str, object], expected: tuple[Kind, ...]) -> None:
    assert kinds(DEAL, replace(DEAL, **changed)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("was", ["won", "lost", "archived"])
def test_what_is_open_again_is_reopened(was: str) -> None:
    assert kinds(replace(DEAL, status=was), DEAL) == (Kind.REOPENED,)


def test_new_deals_and_those_that_are_gone() -> None:
    assert kinds(None, DEAL) == (Kind.NEW,)
    assert kinds(None, replace(DEAL, status="won")) == (Kind.NEW, Kind.WON)
    assert kinds(None, replace(DEAL, status="archived")) == ()
    assert kinds(DEAL, None) == ()


def test_idle_from_the_last_of_the_days_on() -> None:
    assert [is_idle(days) for days in (IDLE_AFTER - 1, IDLE_AFTER, IDLE_AFTER + 1)] == [False, True, True]
    assert is_idle(3, 3)


@given(before=stood, after=stood)
def test_something_is_said_exactly_when_something_changed(before: Stood, after: Stood) -> None:
    found = kinds(before, after)
    stays_archived = before.status == after.status == "archived"
    assert bool(found) == (before != after and not stays_archived)
    assert not any(PAIRS.get(kind) in found for kind in found)
    assert (Kind.OTHER in found) <= (len(found) == 1)


@given(before=stood, after=stood)
def test_looking_back_exchanges_the_directions(before: Stood, after: Stood) -> None:
    there, back = kinds(before, after), kinds(after, before)
    assert {PAIRS[kind] for kind in there if kind in PAIRS} == {kind for kind in back if kind in PAIRS}


@given(stood)
def test_an_unchanged_deal_has_no_kind(deal: Stood) -> None:
    assert kinds(deal, deal) == ()
