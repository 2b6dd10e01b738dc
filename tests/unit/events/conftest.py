"""Two accounts with their people, and a seminar that lin hosts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.events.models import Event, EventKind
from keyaccount.apps.events.services import events, guests

TODAY = date(2026, 11, 19)


@pytest.fixture
def account(act: Any) -> Account:
    return accounts.create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def four(account: Account, act: Any) -> list[Contact]:
    names = ("An Li", "Bo Chen", "Cai Wu", "Du Ming")
    return [contacts.create_contact(values={"name": name, "account": account}, act=act("lin")) for name in names]


@pytest.fixture
def theirs(act: Any) -> Contact:
    home = accounts.create_account(values={"name": "Strange"}, act=act("stranger"))
    return contacts.create_contact(values={"name": "Zo Yan", "account": home}, act=act("stranger"))


@pytest.fixture
def make_event(act: Any) -> Any:
    """make_event("Seminar", -10, who="lin", cost=…): that many days from today."""

    def make(name: str = "Seminar", days: int = -10, *, who: str = "lin", **values: Any) -> Event:
        day = TODAY + timedelta(days)
        given = {"name": name, "kind": EventKind.objects.first(), "starts_on": day, **values}
        return events.create_event(values=given, act=act(who))

    return make


@pytest.fixture
def seminar(make_event: Any, four: list[Contact], act: Any) -> Event:
    """Four invited, of whom two came and one did not; it cost 900."""
    event = make_event(cost=Decimal(900), capacity=10)
    invited = guests.invite_people(event_id=event.pk, contact_ids=[one.pk for one in four], act=act("lin"))
    for guest, came in zip(invited.new, (True, True, False), strict=False):
        guests.change_guest(guest_id=guest.pk, values={"came": came}, act=act("lin"))
    event.refresh_from_db()
    return event
