"""Events and guests: who may write and read them, what may be said when, what moves and what is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.data_subjects import held_about
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.contacts.services.data_subjects import erase_person
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.events.models import Event, EventKind, EventState, Guest
from keyaccount.apps.events.services import events, guests, kinds
from keyaccount.apps.events.services.guests import EventCancelled, TooManyGuests
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
TODAY = date(2026, 11, 19)


def test_an_event_of_one_day_of_its_host_in_the_base_currency(make_event: Any, act: Any) -> None:
    event = make_event(days=5)
    assert (event.ends_on, event.owner, event.currency) == (event.starts_on, act("lin").actor, "CNY")
    assert event.state == EventState.PLANNED
    assert "seminar" in event.search


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": TODAY - timedelta(11)}, "ends_on"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"capacity": 0}, "capacity"),
        ({"currency": "XXX"}, "currency"),
        ({"name": ""}, "name"),
    ],
)
def test_what_an_event_cannot_be(make_event: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_event(**values)
    assert field in refused.value.fields
    assert not Event.objects.exists()


def test_its_last_day_may_be_its_first_and_no_earlier(make_event: Any, act: Any) -> None:
    event = make_event(ends_on=TODAY - timedelta(10))
    with pytest.raises(Invalid):
        events.change_event(event_id=event.pk, values={"starts_on": TODAY}, act=act("lin"))
    moved = {"starts_on": TODAY, "ends_on": None}
    assert events.change_event(event_id=event.pk, values=moved, act=act("lin")).ends_on == TODAY


def test_a_kind_no_longer_offered_stays_with_its_events(make_event: Any, act: Any) -> None:
    event = make_event()
    kinds.archive_kind(kind_id=event.kind_id, act=act("admin"))
    events.change_event(event_id=event.pk, values={"place": "Hall 2"}, act=act("lin"))
    with pytest.raises(Invalid):
        make_event(kind=EventKind.objects.get(pk=event.kind_id))
    with pytest.raises(NotAllowed):
        kinds.add_kind(values={"name": "Golf"}, act=act("zhao"))
    with pytest.raises(Invalid):
        kinds.add_kind(values={"name": "Training"}, act=act("admin"))


def test_costs_are_written_by_those_who_see_costs(make_event: Any, act: Any, people: Any) -> None:
    event = make_event()
    people.lin.role.field_groups = [group for group in people.lin.role.field_groups if group != "margin"]
    people.lin.role.save()
    blind = act("lin")
    with pytest.raises(NotAllowed):
        events.change_event(event_id=event.pk, values={"cost": Decimal(5)}, act=blind)
    events.change_event(event_id=event.pk, values={"place": "Hall"}, act=blind)


def test_the_host_and_those_who_see_a_guest_see_the_event(
    make_event: Any, four: list[Contact], theirs: Contact, act: Any
) -> None:
    event = make_event(who="stranger", days=3)
    stranger, lin = act("stranger"), act("lin")
    assert event not in Event.objects.visible_to(lin.actor)
    with pytest.raises(NotFound):
        guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk], act=lin)
    Guest.objects.create(
        event=event, contact=four[0], account=four[0].account, invited_on=TODAY, invited_by=stranger.actor,
        created_at=lin.now, updated_at=lin.now,
    )  # fmt: skip
    guests.invite_people(event_id=event.pk, contact_ids=[theirs.pk], act=stranger)
    assert event in Event.objects.visible_to(lin.actor)
    assert event in Event.objects.visible_to(act("wang").actor)
    assert [one.contact for one in Guest.objects.visible_to(lin.actor)] == [four[0]]
    assert [one.contact for one in Guest.objects.visible_to(stranger.actor)] == [theirs]
    assert Guest.objects.visible_to(act("auditor").actor).count() == 2


def test_an_account_manager_brings_their_own_people_to_a_colleagues_event(
    make_event: Any, four: list[Contact], theirs: Contact, act: Any
) -> None:
    event = make_event(who="zhao", days=3)
    lin = act("lin")
    guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk], act=act("zhao"))
    made = guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk, four[1].pk, theirs.pk], act=lin)
    assert [one.contact for one in made.new] == [four[1]]
    assert (made.known, made.refused) == (1, 1)
    guests.change_guest(guest_id=made.new[0].pk, values={"answer": "accepted"}, act=lin)
    with pytest.raises(NotAllowed):
        events.change_event(event_id=event.pk, values={"place": "x"}, act=lin)
    with pytest.raises(NotAllowed):
        guests.change_guest(guest_id=made.new[0].pk, values={"answer": "declined"}, act=act("wang"))
    with pytest.raises(NotFound):
        guests.change_guest(guest_id=made.new[0].pk, values={"answer": "declined"}, act=act("stranger"))
    with pytest.raises(NotAllowed):
        guests.invite_people(event_id=event.pk, contact_ids=[four[2].pk], act=act("auditor"))


def test_nobody_is_invited_twice_and_who_was_taken_off_comes_back_as_they_were(
    make_event: Any, four: list[Contact], act: Any
) -> None:
    event, lin = make_event(days=3), act("lin")
    (guest,) = guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk], act=lin).new
    guests.change_guest(guest_id=guest.pk, values={"answer": "accepted"}, act=lin)
    guests.remove_guest(guest_id=guest.pk, act=lin)
    assert not Guest.objects.present().exists()
    again = guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk, four[0].pk], act=lin)
    assert [one.pk for one in again.new] == [guest.pk]
    assert Guest.objects.present().get().answer == "accepted"


def test_a_cancelled_event_invites_nobody_and_one_act_not_everybody(
    make_event: Any, four: list[Contact], act: Any
) -> None:
    event = make_event(days=3)
    with pytest.raises(TooManyGuests):
        guests.invite_people(event_id=event.pk, contact_ids=range(1, 502), act=act("lin"))
    events.change_event(event_id=event.pk, values={"state": "cancelled"}, act=act("lin"))
    with pytest.raises(EventCancelled):
        guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk], act=act("lin"))


@pytest.mark.parametrize(("days", "may"), [(1, False), (0, True), (-1, True)])
def test_who_came_is_said_from_the_first_day_on_and_says_that_it_was_held(
    make_event: Any, four: list[Contact], act: Any, days: int, may: bool
) -> None:
    event, lin = make_event(days=days), act("lin")
    (guest,) = guests.invite_people(event_id=event.pk, contact_ids=[four[0].pk], act=lin).new
    if not may:
        with pytest.raises(Invalid):
            guests.change_guest(guest_id=guest.pk, values={"came": True}, act=lin)
        return
    guests.change_guest(guest_id=guest.pk, values={"came": False}, act=lin)
    event.refresh_from_db()
    assert event.state == EventState.PLANNED
    guests.change_guest(guest_id=guest.pk, values={"came": True}, act=lin)
    event.refresh_from_db()
    assert event.state == EventState.HELD


def test_the_rest_is_marked_and_taken_back_together(seminar: Event, act: Any) -> None:
    ids = list(seminar.guests.values_list("pk", flat=True))
    marked = guests.mark_rest(event_id=seminar.pk, guest_ids=ids, came=True, act=act("lin"))
    assert marked == [ids[3]]  # of the others it was known
    guests.mark_rest(event_id=seminar.pk, guest_ids=marked, came=None, act=act("lin"))
    assert list(seminar.guests.order_by("pk").values_list("came", flat=True)) == [True, True, False, None]
    assert guests.mark_rest(event_id=seminar.pk, guest_ids=ids, came=True, act=act("wang")) == []


def test_what_followed_keeps_its_first_day_and_only_deals_of_the_guests_account(
    seminar: Event, account: Account, act: Any, make_deal: Any
) -> None:
    guest, lin = seminar.guests.first(), act("lin")
    other = accounts.create_account(values={"name": "Other"}, act=lin)
    with pytest.raises(Invalid):
        guests.change_guest(guest_id=guest.pk, values={"opportunity": make_deal("Else", account=other)}, act=lin)
    hidden = make_deal("Hidden", who="stranger")
    with pytest.raises(NotFound):
        guests.change_guest(guest_id=guest.pk, values={"opportunity": hidden}, act=lin)
    guests.change_guest(guest_id=guest.pk, values={"followed": "asked for a visit"}, act=act("lin", lin.now))
    deal = make_deal("Line 2", account=account)
    later = act("lin", lin.now + timedelta(days=4))
    changed = guests.change_guest(guest_id=guest.pk, values={"opportunity": deal}, act=later)
    assert changed.followed_on == TODAY
    cleared = guests.change_guest(guest_id=guest.pk, values={"followed": "", "opportunity": None}, act=later)
    assert cleared.followed_on is None


def test_two_who_change_the_same_of_a_guest_are_asked(seminar: Event, act: Any) -> None:
    guest = seminar.guests.first()
    read = guest.version
    guests.change_guest(guest_id=guest.pk, values={"followed": "mine"}, act=act("zhao"), version=read)
    guests.change_guest(guest_id=guest.pk, values={"answer": "accepted"}, act=act("lin"), version=read)
    with pytest.raises(Conflict):
        guests.change_guest(guest_id=guest.pk, values={"followed": "yours"}, act=act("lin"), version=read)


def test_every_act_is_in_the_trail(seminar: Event) -> None:
    told = AuditEntry.objects.filter(entity="events.guest").values_list("action", flat=True)
    assert sorted(told) == ["changed"] * 3 + ["created"] * 4
    assert set(AuditEntry.objects.filter(entity="events.event").values_list("action", flat=True)) == {
        "created",
        "changed",
    }


def test_merged_people_and_accounts_bring_their_invitations(
    seminar: Event, account: Account, four: list[Contact], act: Any
) -> None:
    lin = act("lin")
    merge(CONTACTS, survivor=four[2].pk, merged=four[0].pk, act=lin)  # both were invited
    rows = Guest.objects.filter(event=seminar, contact=four[2])
    assert rows.count() == 1
    assert seminar.guests.count() == 3
    other = accounts.create_account(values={"name": "Acme Ltd"}, act=lin)
    merge(ACCOUNTS, survivor=other.pk, merged=account.pk, act=lin)
    assert set(seminar.guests.values_list("account", flat=True)) == {other.pk}


def test_a_person_who_moves_leaves_the_event_with_the_company_they_came_from(
    seminar: Event, account: Account, four: list[Contact], act: Any
) -> None:
    other = accounts.create_account(values={"name": "Other"}, act=act("lin"))
    contacts.move_contact(contact_id=four[0].pk, values={"account": other}, act=act("lin"))
    assert seminar.guests.get(contact=four[0]).account == account


def test_their_data_is_given_out_and_forgotten_but_that_they_came_stays_countable(
    seminar: Event, four: list[Contact], act: Any
) -> None:
    guest = seminar.guests.get(contact=four[0])
    guests.change_guest(guest_id=guest.pk, values={"followed": "An Li wants a second line"}, act=act("lin"))
    (told,) = [part for part in held_about(four[0], act("lin").actor) if part.key == "invitations"]
    assert told.rows[0]["followed"] == "An Li wants a second line"
    erase_person(contact_id=four[0].pk, request="letter", typed_name="An Li", act=act("admin"))
    guest.refresh_from_db()
    assert (guest.followed, guest.came, guest.followed_on) == ("", True, TODAY)
    trail = AuditEntry.objects.filter(entity="events.guest", object_id=guest.pk)
    assert "An Li" not in str([(entry.label, entry.changes) for entry in trail])
