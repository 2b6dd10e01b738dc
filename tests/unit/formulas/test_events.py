"""What events brought: worked examples, thresholds, invariants."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.events import (
    FOLLOWS_WITHIN,
    Presence,
    Started,
    Turnout,
    cost_per_guest,
    credited,
    follows,
    turnout,
)

DAY = date(2026, 3, 10)
GUESTS = st.lists(st.tuples(st.none() | st.booleans(), st.booleans()))
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
COMPANIES = st.integers(1, 4)
PRESENCES = st.lists(st.builds(Presence, st.integers(1, 6), COMPANIES, DAYS))
DEALS = st.lists(st.builds(Started, st.integers(1, 30), COMPANIES, DAYS), unique_by=lambda deal: deal.deal)


def test_a_seminar_of_eight():
    """Eight invited, five came, one is not known of; with two of the five something followed."""
    found = turnout([*[(True, True)] * 2, *[(True, False)] * 3, (False, False), (False, True), (None, True)])
    assert found == Turnout(8, 5, 2)
    assert found.attendance == Decimal("0.625")
    assert found.follow_up == Decimal("0.4")


def test_nobody_invited_and_nobody_there():
    assert turnout([]).attendance is None
    assert turnout([(False, False), (None, False)]).attendance == 0
    assert turnout([(False, True)]).follow_up is None


def test_what_a_guest_cost():
    assert cost_per_guest([(Decimal(6000), 12), (Decimal(1500), 3)]) == 500
    assert cost_per_guest([(Decimal(6000), 12), (None, 40)]) == 500  # an event of unknown cost says nothing
    assert cost_per_guest([(Decimal(0), 3)]) == 0
    assert cost_per_guest([(None, 3)]) is None
    assert cost_per_guest([(Decimal(900), 0)]) is None
    assert cost_per_guest([]) is None


@pytest.mark.parametrize(("after", "follow"), [(-1, False), (0, True), (FOLLOWS_WITHIN, True), (91, False)])
def test_a_deal_follows_from_the_last_day_on_for_so_many_days(after, follow):
    deal = Started(1, "Acme", DAY + timedelta(days=after))
    assert follows(Presence(7, "Acme", DAY), deal, FOLLOWS_WITHIN) is follow
    assert not follows(Presence(7, "Bolt", DAY), deal, FOLLOWS_WITHIN)


def test_the_link_made_by_hand_goes_before_the_calendar_and_the_last_event_before_the_others():
    presences = [Presence(2, "Acme", DAY), Presence(1, "Acme", DAY - timedelta(30)), Presence(3, "Acme", DAY)]
    deals = [Started(10, "Acme", DAY), Started(11, "Acme", DAY), Started(12, "Acme", DAY - timedelta(10))]
    assert credited({10: 1}, deals, presences, 90) == {10: 1, 11: 3, 12: 1}
    assert credited({10: 1}, [], [], 90) == {10: 1}


@given(GUESTS, GUESTS)
def test_turnouts_are_in_order_and_add_up(some, more):
    one, other, both = turnout(some), turnout(more), turnout(some + more)
    assert 0 <= both.followed <= both.came <= both.invited
    for each in (both.attendance, both.follow_up):
        assert each is None or 0 <= each <= 1
    assert (both.invited, both.came, both.followed) == (
        one.invited + other.invited,
        one.came + other.came,
        one.followed + other.followed,
    )


@given(st.lists(st.tuples(st.decimals(0, 10**6, places=2), st.integers(1, 500)), min_size=1))
def test_the_cost_of_a_guest_lies_between_the_cheapest_and_the_dearest_event(costs):
    each = [cost / came for cost, came in costs]
    tiny = Decimal("1e-15") * (1 + max(each))
    assert min(each) - tiny <= cost_per_guest(costs) <= max(each) + tiny


@given(DEALS, PRESENCES, st.integers(0, 200), st.integers(0, 200), st.data())
def test_each_deal_is_told_of_one_event_and_none_is_lost_by_waiting_longer(deals, presences, days, more, data):
    linked = {deal.deal: data.draw(st.integers(1, 6)) for deal in deals if data.draw(st.booleans())}
    found, longer = credited(linked, deals, presences, days), credited(linked, deals, presences, days + more)
    assert linked.items() <= found.items()
    assert found.keys() <= longer.keys()
    for deal in deals:
        event = found.get(deal.deal)
        if deal.deal not in linked and event is not None:
            assert any(one.event == event and follows(one, deal, days) for one in presences)
