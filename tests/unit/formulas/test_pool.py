"""When an account goes back to the pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.pool import Care, PoolTerms, Why, release_of

TERMS = PoolTerms(idle_days=90, no_deal_days=180, warn_days=7)
DAY = date(2026, 1, 1)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("care", "on", "why"),
    [
        (Care(DAY, DAY, DAY), later(90), Why.IDLE),
        (Care(DAY, later(100), DAY), later(180), Why.NO_DEAL),
        (Care(DAY, later(100), None), later(180), Why.NO_DEAL),
        (Care(DAY, later(100), later(50)), later(190), Why.IDLE),
        (Care(later(30), DAY, DAY), later(120), Why.IDLE),
        (Care(DAY, DAY, DAY, protected_until=later(90)), later(90), Why.IDLE),
        (Care(DAY, DAY, DAY, protected_until=later(91)), later(91), Why.IDLE),
    ],
)
def test_worked_examples(care: Care, on: date, why: Why) -> None:
    found = release_of(care, TERMS)
    assert found is not None
    assert (found.on, found.warn_on, found.why) == (on, on - timedelta(days=7), why)


def test_no_rule_holds() -> None:
    assert release_of(Care(DAY, DAY, exempt=True), TERMS) is None
    assert release_of(Care(DAY, DAY), PoolTerms(None, None, 7)) is None


def test_a_rule_that_is_off() -> None:
    found = release_of(Care(DAY, DAY), replace(TERMS, idle_days=None))
    assert found is not None
    assert found.why is Why.NO_DEAL


days = st.integers(0, 1000).map(later)
cares = st.builds(Care, owned_since=days, last_act=days, last_deal=st.none() | days, protected_until=st.none() | days)
terms = st.builds(PoolTerms, st.none() | st.integers(1, 400), st.none() | st.integers(1, 400), st.integers(0, 30))


@given(cares, terms, st.integers(0, 300))
def test_invariant(care: Care, asked: PoolTerms, more: int) -> None:
    found = release_of(care, asked)
    given_days = [number for number in (asked.idle_days, asked.no_deal_days) if number is not None]
    assert (found is None) == (not given_days)
    if found is None:
        return
    assert found.on >= (care.protected_until or found.on)
    assert found.on >= care.owned_since + timedelta(days=min(given_days))
    assert found.warn_on == found.on - timedelta(days=asked.warn_days)
    acted = release_of(replace(care, last_act=care.last_act + timedelta(days=more)), asked)
    assert acted is not None
    assert acted.on >= found.on
