"""Visits planned and made: worked examples, thresholds, invariants."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.visits import Plan, due_on, missing, planned

FREQUENCIES = st.decimals(min_value=0, max_value=31, places=2)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("a_month", "months", "wanted"),
    [("2", 3, "6"), ("0.5", 3, "1.5"), ("0", 3, "0"), ("1.25", 12, "15")],
)
def test_planned(a_month, months, wanted):
    assert planned(Decimal(a_month), months) == Decimal(wanted)


def test_nothing_is_planned_where_nobody_has_said_how_often():
    assert planned(None, 3) is None
    assert missing([Plan(None, 4)], 3) is None
    assert due_on(date(2026, 1, 1), None, date(2020, 1, 1)) is None
    assert due_on(date(2026, 1, 1), Decimal(0), date(2020, 1, 1)) is None


def test_a_visit_too_many_to_one_does_not_stand_for_anothers():
    assert missing([Plan(Decimal(1), 5), Plan(Decimal(1), 1)], 3) == 2


@pytest.mark.parametrize(
    ("a_month", "days"),
    [("1", 31), ("2", 16), ("0.5", 61), ("30.43", 2), ("30.44", 1)],  # a month has 30.4375 days
)
def test_when_the_next_one_is_due(a_month, days):
    assert due_on(date(2026, 1, 1), Decimal(a_month), date(2020, 1, 1)) == date(2026, 1, 1) + timedelta(days=days)


def test_before_the_first_visit_it_counts_from_when_they_became_known():
    assert due_on(None, Decimal(1), date(2026, 1, 1)) == date(2026, 2, 1)


@given(FREQUENCIES, st.integers(0, 24), st.integers(0, 24))
def test_periods_add_up(a_month, some, more):
    assert planned(a_month, some + more) == planned(a_month, some) + planned(a_month, more)


@given(st.lists(st.builds(Plan, st.none() | FREQUENCIES, st.integers(0, 100))), st.integers(0, 12))
def test_no_more_is_missing_than_is_planned(plans, months):
    found = missing(plans, months)
    wanted = [planned(plan.a_month, months) for plan in plans if plan.a_month is not None]
    assert (found is None) if not wanted else (0 <= found <= sum(wanted))


@given(DAYS, FREQUENCIES.filter(bool))
def test_it_is_due_later_than_the_last(last, a_month):
    assert due_on(last, a_month, last) > last
