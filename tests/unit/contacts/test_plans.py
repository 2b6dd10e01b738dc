"""The contact strategy plan: who writes a row, what the page of an account shows of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import ContactPlan
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.apps.contacts.services.readings import Seen, record_reading
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.kernel.errors import Conflict, NotAllowed, NotFound

ROW = {"wanted": "champion", "sub_strategy": "sell_high", "purpose": "Win the budget", "due_on": date(2026, 12, 1)}


@pytest.fixture
def contact(act):
    account = create_account(values={"name": "澜石重工集团"}, act=act("lin"))
    values = {"name": "苏佩兰", "account": account, "visits_a_month": Decimal(1), "first_concern": "Headcount"}
    return create_contact(values=values, roles=["initiator"], act=act("lin"))


def client_of(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("name", "outcome"), [("lin", None), ("zhao", None), ("wang", NotAllowed), ("stranger", NotFound)]
)
def test_who_writes_the_plan(contact, act, name, outcome):
    if outcome is None:
        assert set_plan(contact_id=contact.pk, values=ROW, act=act(name)).purpose == "Win the budget"
    else:
        with pytest.raises(outcome):
            set_plan(contact_id=contact.pk, values=ROW, act=act(name))
    assert ContactPlan.objects.exists() is (outcome is None)


def test_two_who_change_the_same_are_asked(contact, act):
    read = set_plan(contact_id=contact.pk, values=ROW, act=act("lin")).version
    set_plan(contact_id=contact.pk, values={"purpose": "A"}, act=act("zhao"), version=read)
    with pytest.raises(Conflict):
        set_plan(contact_id=contact.pk, values={"purpose": "B"}, act=act("lin"), version=read)


def test_the_page_puts_the_plan_beside_what_is(contact, act, people, at_nine):
    lin = act("lin")
    set_plan(contact_id=contact.pk, values=ROW, act=lin)
    record_reading(contact_id=contact.pk, seen=Seen(False, False, assumed=True), act=lin)
    record_visit(contact_id=contact.pk, values={"made_on": date(2026, 11, 2)}, act=lin)
    page = client_of(people.lin).get(f"/accounts/{contact.account_id}/contact-plan").content.decode()
    assert all(
        words in page for words in ("Win the budget", "Doubter → <b>Champion</b>", "1 / 3", "Headcount", "Sell high")
    )
    assert client_of(people.stranger).get(f"/accounts/{contact.account_id}/contact-plan").status_code == 404


def test_a_row_in_the_dialog(contact, people, at_nine):
    client = client_of(people.lin)
    answer = client.post(f"/contacts/{contact.pk}/plan", {"wanted": "supporter", "follow_up": "Call the CFO"})
    assert answer["Location"] == f"/accounts/{contact.account_id}/contact-plan"
    assert "Call the CFO" in client.get(answer["Location"]).content.decode()
