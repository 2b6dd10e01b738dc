"""The contact strategy plan: who writes a row, what the page of an account shows of it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import ContactPlan
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.apps.contacts.services.readings import Seen, record_reading
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Conflict, NotAllowed, NotFound
from keyaccount.surfaces.exchange.services import export_rows

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
        words in page for words in ("Win the budget", ">Doubter<", "<b>Champion</b>", "1 / 3", "Headcount", "Sell high")
    )
    assert client_of(people.stranger).get(f"/accounts/{contact.account_id}/contact-plan").status_code == 404


def test_a_row_in_the_dialog(contact, people, at_nine):
    client = client_of(people.lin)
    answer = client.post(f"/contacts/{contact.pk}/plan", {"wanted": "supporter", "follow_up": "Call the CFO"})
    assert answer["Location"] == f"/accounts/{contact.account_id}/contact-plan"
    assert "Call the CFO" in client.get(answer["Location"]).content.decode()


# ── A cell in place ──
def cell_of(contact, key):
    return f"/contacts/{contact.pk}/plan/{key}"


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("wanted", "champion", "<b>Champion</b>"),
        ("purpose", "Win <them>", "Win &lt;them&gt;"),
        ("sub_strategy", "sell_high", "Sell high"),
        ("follow_up", "Call the CFO", "Call the CFO"),
        ("due_on", "2026-12-01", "1 Dec"),
    ],
)
def test_a_cell_becomes_a_form_and_the_cell_again(contact, people, at_nine, key, typed, shown):
    client = client_of(people.lin)
    form = client.get(cell_of(contact, key)).content.decode()
    assert f'name="{key}"' in form
    answer = client.post(cell_of(contact, key), {key: typed})
    assert answer.status_code == 200
    assert shown in answer.content.decode()
    assert f'data-edit-url="{cell_of(contact, key)}"' in answer.content.decode()
    entry = AuditEntry.objects.filter(entity="contacts.contactplan").latest("pk")
    assert (entry.actor, list(entry.changes)) == (people.lin, [key])


def test_a_cell_leaves_the_others_as_they_are(contact, act, people, at_nine):
    set_plan(contact_id=contact.pk, values=ROW, act=act("lin"))
    client_of(people.lin).post(cell_of(contact, "purpose"), {"purpose": "", "wanted": "doubter"})
    plan = ContactPlan.objects.get()
    assert (plan.purpose, plan.wanted, plan.due_on) == ("", "champion", date(2026, 12, 1))


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("due_on", "yesterday", "Enter a valid date"),
        ("wanted", "friend", "valid choice"),
        ("purpose", "x" * 201, "200"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_in_the_field(contact, people, at_nine, key, typed, says):
    answer = client_of(people.lin).post(cell_of(contact, key), {key: typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not ContactPlan.objects.exists()


def test_who_changed_it_meanwhile_is_named_and_enter_keeps_ours(contact, act, people, at_nine):
    read = set_plan(contact_id=contact.pk, values=ROW, act=act("lin")).version
    set_plan(contact_id=contact.pk, values={"wanted": "doubter"}, act=act("zhao"), version=read)
    client = client_of(people.lin)
    answer = client.post(cell_of(contact, "wanted"), {"wanted": "supporter", "version": read})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Zhao Ming changed this to “Doubter”" in text
    assert f'name="version" value="{read + 1}"' in text
    assert client.post(cell_of(contact, "wanted"), {"wanted": "supporter", "version": read + 1}).status_code == 200


def test_cells_are_for_who_writes(contact, people, at_nine):
    for name, status in (("wang", 403), ("stranger", 404), ("auditor", 403)):
        assert (
            client_of(getattr(people, name)).post(cell_of(contact, "purpose"), {"purpose": "x"}).status_code == status
        )
    page = client_of(people.wang).get(f"/accounts/{contact.account_id}/contact-plan").content.decode()
    assert "data-edit-url" not in page
    assert client_of(people.lin).get(cell_of(contact, "responsible")).status_code == 404


# ── The file ──
def test_the_plan_leaves_as_a_file(contact, act, people):
    set_plan(contact_id=contact.pk, values={**ROW, "purpose": "=1+1"}, act=act("lin"))
    other = create_contact(values={"name": "Ada", "account": contact.account}, act=act("lin"))
    stream = export_rows("contact_plans", viewer=people.lin, filters={}, format="xlsx", today=date(2026, 11, 19))
    head, first, second = openpyxl.load_workbook(io.BytesIO(b"".join(stream.chunks))).active.iter_rows(values_only=True)
    told = dict(zip(head, second, strict=True))
    assert first[1] == other.name
    assert (told["Purpose of visits"], told["Wanted commitment"], told["Visits planned this quarter"]) == (
        "'=1+1",
        "Champion",
        3,
    )
    assert told["Due"].date() == date(2026, 12, 1)
    assert (
        len(
            b"".join(
                export_rows("contact_plans", viewer=people.stranger, filters={}, today=date(2026, 11, 19)).chunks
            ).splitlines()
        )
        == 1
    )
