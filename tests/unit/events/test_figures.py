"""What events brought: the figures against worked examples, their rows, scopes, days and readers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import Event, Guest
from keyaccount.apps.events.services import events, guests
from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services import stages
from keyaccount.kernel.errors import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
TODAY = date(2026, 11, 19)
KEYS = ("events.attendance", "events.followed", "events.pipeline", "events.cost_per_guest")


def test_nothing_is_known_where_nobody_was_invited(ask: Any, make_event: Any, act: Any) -> None:
    assert ask("events.attendance", "lin").value is None
    assert ask("events.followed", "lin").value is None
    assert ask("events.cost_per_guest", "lin").value is None
    assert ask("events.pipeline", "lin").value == 0


def test_attendance_and_its_rows(ask: Any, seminar: Event) -> None:
    found = ask("events.attendance", "lin")
    assert found.value == Decimal("0.5")
    assert found.formula.worked == "2 ÷ 4 = 0.5"
    assert [item.value for item in found.inputs] == [2, 4]
    assert sum(row["came"] for row in found.rows.fetch(99)) == found.rows.sum_of_rows == found.rows.recount() == 2
    assert found.rows.total() == 4
    assert [(note.code, note.count) for note in found.notes] == [("unknown", 1)]


def test_what_followed_counts_among_those_who_came_and_from_its_day(ask: Any, seminar: Event, act: Any) -> None:
    first, _second, absent, _unknown = seminar.guests.order_by("pk")
    for guest in (first, absent):
        guests.change_guest(guest_id=guest.pk, values={"followed": "a call"}, act=act("lin"))
    found = ask("events.followed", "lin")
    assert found.value == Decimal("0.5")
    assert sum(row["followed"] for row in found.rows.fetch(9)) == found.rows.recount() == 1
    assert ask("events.followed", "lin", as_of=str(TODAY - timedelta(1))).value == 0
    assert ask("events.followed", "lin", as_of=str(TODAY - timedelta(11))).value is None


def test_events_that_were_not_held_or_are_archived_count_nothing(ask: Any, seminar: Event, act: Any) -> None:
    events.change_event(event_id=seminar.pk, values={"state": "cancelled"}, act=act("lin"))
    assert ask("events.attendance", "lin").value is None
    events.change_event(event_id=seminar.pk, values={"state": "held"}, act=act("lin"))
    events.archive_event(event_id=seminar.pk, act=act("lin"))
    assert ask("events.attendance", "lin").value is None


def test_cost_of_a_guest_at_the_rate_of_the_day(
    ask: Any, seminar: Event, make_event: Any, four: list[Contact], act: Any
) -> None:
    assert ask("events.cost_per_guest", "lin").value == 450
    dear = make_event("Dinner", -3, cost=Decimal(100), currency="USD", state="held")
    found = ask("events.cost_per_guest", "lin")
    assert (found.value, [note.code for note in found.notes]) == (450, ["unconvertible"])
    events.change_event(event_id=dear.pk, values={"currency": "CNY"}, act=act("lin"))
    (guest,) = guests.invite_people(event_id=dear.pk, contact_ids=[four[0].pk], act=act("lin")).new
    guests.change_guest(guest_id=guest.pk, values={"came": True}, act=act("lin"))
    found = ask("events.cost_per_guest", "lin")
    assert found.value == Decimal(1000) / 3
    assert found.rows.sum_of_rows == found.rows.recount() == sum(row["cost"] for row in found.rows.fetch(9)) == 1000
    make_event("Free", -2, state="held")
    assert ("without_cost", 1) in [(note.code, note.count) for note in ask("events.cost_per_guest", "lin").notes]


def test_the_cost_is_told_to_those_who_see_costs_and_every_guest(
    ask: Any, seminar: Event, theirs: Contact, act: Any, people: Any
) -> None:
    stranger = act("stranger")
    Guest.objects.create(
        event=seminar, contact=theirs, account=theirs.account, came=True, invited_on=TODAY, invited_by=stranger.actor,
        created_at=stranger.now, updated_at=stranger.now,
    )  # fmt: skip
    assert ask("events.cost_per_guest", "admin").value == 300
    found = ask("events.cost_per_guest", "lin")
    assert (found.value, [(note.code, note.count) for note in found.notes]) == (None, [("guests_hidden", 1)])
    assert ask("events.attendance", "lin").value == Decimal("0.5")  # of the four whom lin sees
    assert ask("events.attendance", "stranger").value == 1
    people.admin.role.field_groups = []
    people.admin.role.save()
    assert [note.code for note in ask("events.cost_per_guest", "admin").notes] == ["hidden"]


def test_deals_that_followed_by_link_or_by_the_calendar(
    ask: Any, seminar: Event, account: Account, make_deal: Any, act: Any
) -> None:
    lin, day = act("lin"), seminar.ends_on
    make_deal("Before", 1, account=account, opened_on=day - timedelta(1))
    make_deal("Same day", 20, account=account, opened_on=day)
    won = make_deal("Won", 300, account=account, opened_on=day + timedelta(2))
    stages.win_opportunity(opportunity_id=won.pk, closed_on=TODAY, act=lin)
    lost = make_deal("Lost", 4000, account=account, opened_on=day + timedelta(2))
    reason = CloseReason.objects.filter(outcome="lost").first()
    stages.lose_opportunity(opportunity_id=lost.pk, closed_on=TODAY, reason=reason, act=lin)
    old = make_deal("Linked", 50000, account=account, opened_on=day - timedelta(60))
    guests.change_guest(guest_id=seminar.guests.first().pk, values={"opportunity": old}, act=lin)
    found = ask("events.pipeline", "lin")
    assert found.value == 50320
    assert [item.value for item in found.inputs] == [50020, 300, 90]
    rows = found.rows.fetch(9)
    assert [row["deal"] for row in rows] == ["Linked", "Won", "Same day"]
    assert [row["how"] for row in rows][:2] == ["linked to a guest", "begun soon after"]
    assert found.rows.recount() == found.rows.sum_of_rows == found.value
    assert ask("events.pipeline", "lin", days="1").value == 50020
    assert ask("events.pipeline", "lin", days="0", event=str(seminar.pk)).value == 50020
    assert ask("events.pipeline", "stranger").value == 0
    for wrong in ("x", "3651", "-1"):
        with pytest.raises(Invalid):
            ask("events.pipeline", "lin", days=wrong)


def test_scopes_are_the_host_and_the_account(
    ask: Any, seminar: Event, account: Account, people: Any, make_event: Any
) -> None:
    for scope, value in (
        (f"user:#{people.lin.pk}", Decimal("0.5")),
        (f"user:#{people.wang.pk}", None),
        (f"team:#{people.east.pk}", Decimal("0.5")),
        (f"team:#{people.north.pk}", None),
        (f"account:#{account.pk}", Decimal("0.5")),
        (f"group:#{account.pk}", Decimal("0.5")),
    ):
        assert ask("events.attendance", "admin", scope=scope).value == value, scope
    assert ask("events.cost_per_guest", "admin", scope=f"account:#{account.pk}").value == 450
    assert ask("events.attendance", "admin", event=str(make_event("Other").pk)).value is None
    assert ask("events.attendance", "admin", period="2026-Q4").value == Decimal("0.5")
    assert ask("events.attendance", "admin", period="2026-Q3").value is None


def test_the_number_of_queries_does_not_grow_with_the_guests(
    ask: Any, seminar: Event, django_assert_max_num_queries: Any
) -> None:
    for key in KEYS:
        with django_assert_max_num_queries(16):
            ask(key, "lin").rows.fetch(50)
