"""The pages of events: planning one, inviting with a preview, marking in place, what followed, panels, kinds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import Event, EventKind, Guest
from keyaccount.apps.events.services import events, guests
from keyaccount.apps.workspace.models import SavedView
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 19)
PART = {"HX-Request": "true"}


def at(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def shows(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text: str = answer.content.decode()
    return text


def test_the_empty_list_teaches_and_a_form_plans_the_first(page_of: Any, send: Any, people: Any) -> None:
    assert "Here stand the occasions on which customers meet us" in shows(page_of("lin", at("list")))
    values = {"name": "Plant day", "kind": EventKind.objects.first().pk, "starts_on": "2026-12-01", "currency": "CNY",
              "owner": people.lin.pk, "state": "planned", "cost": "12,000.50"}  # fmt: skip
    refused = send("lin", at("new"), {**values, "ends_on": "2026-11-30"})
    assert refused.status_code == 422
    assert "It cannot end before it begins" in refused.content.decode()
    assert 'value="Plant day"' in refused.content.decode()
    assert send("lin", at("new"), values).status_code == 302
    event = Event.objects.get()
    assert (str(event.cost), event.ends_on) == ("12000.50", date(2026, 12, 1))
    assert "Plant day" in shows(page_of("lin", at("list")))
    assert "Plant day" not in shows(page_of("stranger", at("list")))
    changed = {**values, "place": "Suzhou", "version": event.version}
    assert send("lin", at("edit", event.pk), changed).status_code == 302
    assert "Suzhou" in shows(page_of("lin", at("event", event.pk)))


def test_the_list_is_narrowed_by_when_kind_host_state_account_and_words(
    page_of: Any, seminar: Event, make_event: Any, account: Account, people: Any, act: Any
) -> None:
    other = make_event("年会", 20, who="wang", kind=EventKind.objects.last(), place="苏州")
    running = make_event("Fair", -1, ends_on=TODAY)
    gone = make_event("Gone")
    events.archive_event(event_id=gone.pk, act=act("lin"))

    def names(query: str) -> set[str]:
        text = shows(page_of("zhao", f"{at('list')}?{query}", **PART))
        return {event.name for event in Event.objects.all() if f'href="{at("event", event.pk)}"' in text}

    assert names("") == {seminar.name, other.name, running.name}
    assert names("when=upcoming") == {other.name, running.name}
    assert names("when=past") == {seminar.name}
    assert names(f"kind={EventKind.objects.last().pk}") == {other.name}
    assert names(f"owner={people.wang.pk}") == {other.name}
    assert names("state=held") == {seminar.name}
    assert names("state=archived") == {gone.name}
    assert names(f"account={account.pk}") == {seminar.name}
    assert names("q=nianhui") == names("q=苏州") == names("q=nh") == {other.name}
    for wrong in ("when=soon", "state=odd", "kind=x"):
        assert page_of("zhao", f"{at('list')}?{wrong}").status_code == 400
    for field in ("kind", "owner", "state", "tag"):
        assert page_of("zhao", at("choices", field)).status_code == 200


def test_inviting_shows_who_it_would_be_first(
    page_of: Any, send: Any, seminar: Event, four: list[Contact], account: Account, act: Any
) -> None:
    url = at("invite", seminar.pk)
    assert "Whom do you want there?" in shows(page_of("lin", url))
    guests.remove_guest(guest_id=seminar.guests.first().pk, act=act("lin"))
    found = shows(page_of("lin", f"{url}?account={account.pk}", **PART))
    assert "1 new" in found
    assert "3 on the list already" in found
    assert f'name="contact" value="{four[0].pk}"' in found
    assert "Nobody is found" in shows(page_of("lin", f"{url}?q=nobody-here"))
    view = SavedView.objects.create(
        owner=act("lin").actor, place="contacts", name="Users", query={"q": "An Li", "sort": "name"}, created_at=NOW
    )
    found = shows(page_of("lin", f"{url}?view={view.pk}"))
    assert "An Li" in found
    assert "Du Ming" not in found
    said = send("lin", url, {"contact": [four[0].pk, four[1].pk]})
    assert said.status_code == 302
    text = shows(page_of("lin", at("event", seminar.pk)))
    assert "1 person is invited." in text
    assert "1 of them were invited already." in text
    assert page_of("auditor", url).status_code == 403


def test_one_press_marks_who_came_and_the_next_takes_it_back(send: Any, seminar: Event) -> None:
    guest = seminar.guests.last()
    part = send("lin", at("came", guest.pk), {"came": "yes"}, **PART)
    text = shows(part)
    assert f'id="guest-{guest.pk}"' in text
    assert 'id="event-counts" hx-swap-oob="true"' in text
    assert "3 came, 0 not known yet" in text
    assert f'id="came-{guest.pk}" name="came" value="" aria-pressed="true"' in text
    send("lin", at("came", guest.pk), {"came": ""}, **PART)
    guest.refresh_from_db()
    assert guest.came is None
    assert send("lin", at("came", guest.pk), {"came": "no"}).status_code == 302  # without a script
    assert send("lin", at("came", guest.pk), {"came": "perhaps"}).status_code == 404
    assert send("wang", at("came", guest.pk), {"came": "yes"}).status_code == 403
    assert "accepted" in shows(send("lin", at("answer", guest.pk), {"answer": "accepted"}, **PART))


def test_the_rest_is_marked_at_once_with_an_undo(page_of: Any, send: Any, seminar: Event) -> None:
    assert "The other one came too" in shows(page_of("lin", at("event", seminar.pk)))
    guest = seminar.guests.last()
    send("lin", at("mark", seminar.pk), {"guest": [guest.pk], "came": "yes"})
    text = shows(page_of("lin", at("event", seminar.pk)))
    assert "1 guest is marked." in text
    assert "Marked the wrong ones?" in text
    assert "Marked the wrong ones?" not in shows(page_of("lin", at("event", seminar.pk)))
    send("lin", at("mark", seminar.pk), {"guest": [guest.pk], "came": ""})
    guest.refresh_from_db()
    assert guest.came is None


def test_what_followed_and_the_deal_it_led_to(
    page_of: Any, send: Any, seminar: Event, account: Account, make_deal: Any
) -> None:
    guest, deal = seminar.guests.first(), make_deal("Second line", account=account)
    dialog = shows(page_of("lin", at("guest", guest.pk), **PART))
    assert "Second line" in dialog
    values = {
        "answer": "accepted",
        "came": "yes",
        "followed": "wants a quote",
        "opportunity": deal.pk,
        "seen": guest.version,
    }
    assert send("lin", at("guest", guest.pk), values).status_code == 302
    text = shows(page_of("lin", at("event", seminar.pk)))
    assert "wants a quote" in text
    assert reverse("pipeline:opportunity", args=[deal.pk]) in text
    assert "wants a quote" in shows(page_of("lin", reverse("contacts:contact", args=[guest.contact_id])))
    late = shows(page_of("lin", reverse("accounts:late", args=[account.pk]), **PART))
    assert "wants a quote" in late
    assert "An Li" in late


def test_a_deal_the_reader_does_not_see_stays_unnamed_and_linked(
    page_of: Any, send: Any, seminar: Event, make_deal: Any, act: Any, people: Any
) -> None:
    secret = make_deal("Secret deal", who="stranger")
    guest = seminar.guests.first()
    Guest.objects.filter(pk=guest.pk).update(opportunity=secret, followed_on=TODAY)
    text = shows(page_of("lin", at("event", seminar.pk)))
    assert "Secret deal" not in text
    assert "an opportunity" in text
    assert "Secret deal" not in shows(page_of("lin", at("guest", guest.pk), **PART))
    send("lin", at("guest", guest.pk), {"answer": "none", "came": "yes", "followed": "more", "seen": guest.version})
    guest.refresh_from_db()
    assert (guest.opportunity, guest.followed) == (secret, "more")


def test_the_state_is_one_press_and_asked_for_when_the_day_has_passed(page_of: Any, send: Any, make_event: Any) -> None:
    event = make_event(days=-1)
    assert "Was it held?" in shows(page_of("lin", at("event", event.pk)))
    send("lin", at("state", event.pk), {"state": "held"})
    text = shows(page_of("lin", at("event", event.pk)))
    assert "Was it held?" not in text
    assert send("lin", at("state", event.pk), {"state": "odd"}).status_code == 404
    send("lin", at("archive", event.pk))
    assert "counts in no figure" in shows(page_of("lin", at("event", event.pk)))
    send("lin", at("restore", event.pk))
    event.refresh_from_db()
    assert event.archived_at is None


def test_the_list_for_the_door_names_whom_the_reader_sees(
    page_of: Any, seminar: Event, theirs: Contact, act: Any
) -> None:
    Guest.objects.create(
        event=seminar,
        contact=theirs,
        invited_on=TODAY,
        invited_by=act("stranger").actor,
        created_at=NOW,
        updated_at=NOW,
    )
    text = shows(page_of("lin", at("print", seminar.pk)))
    assert "An Li" in text
    assert "Zo Yan" not in text
    page = shows(page_of("lin", at("event", seminar.pk)))
    assert "Zo Yan" not in page
    assert "and 1 guest of an account you do not see" in page


def test_kinds_are_kept_in_the_settings(page_of: Any, send: Any, make_event: Any) -> None:
    make_event()
    assert "Seminar" in shows(page_of("admin", at("kinds")))
    send("admin", at("new_kind"), {"name": "Golf day", "name_zh": "高尔夫"})
    kind = EventKind.objects.get(name="Golf day")
    send("admin", at("order_kind", kind.pk), {"way": "up"})
    assert [one.name for one in EventKind.objects.all()][-2:] == ["Golf day", "Online"]
    send("admin", at("kind", kind.pk), {"name": "Golf", "name_zh": "高尔夫"})
    send("admin", at("archive_kind", kind.pk))
    assert "Golf" not in shows(page_of("lin", at("new")))
    send("admin", at("restore_kind", kind.pk))
    assert "Golf" in shows(page_of("lin", at("new")))


def test_a_page_asks_no_more_of_the_database_for_more_guests(
    page_of: Any, seminar: Event, account: Account, act: Any, django_assert_max_num_queries: Any
) -> None:
    from keyaccount.apps.contacts.services import contacts

    lin = act("lin")
    page_of("lin", at("event", seminar.pk))
    made = [contacts.create_contact(values={"name": f"P {n}", "account": account}, act=lin) for n in range(30)]
    guests.invite_people(event_id=seminar.pk, contact_ids=[one.pk for one in made], act=lin)
    with django_assert_max_num_queries(60):
        page_of("lin", at("event", seminar.pk))
    assert Guest.objects.filter(event__starts_on__lt=TODAY - timedelta(1)).count() == 34


def test_today_shows_what_comes_and_what_nobody_has_told(
    page_of: Any, make_event: Any, four: list[Contact], act: Any, make_deal: Any
) -> None:
    make_deal("So that the page is not the first one")
    make_event("Too far", 15)
    make_event("Over", -3)
    colleagues = make_event("Theirs", 14, who="zhao")
    assert "Theirs" not in shows(page_of("lin", "/"))
    guests.invite_people(event_id=colleagues.pk, contact_ids=[four[0].pk], act=act("zhao"))
    text = shows(page_of("lin", "/"))
    assert "Theirs" in text
    assert "Over" in text
    assert "Was it held?" in text
    assert "Too far" not in text
    assert "Over" not in shows(page_of("wang", "/"))
