"""Visits: recorded by whoever writes the person, counted in their quarter, archived and restored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import RelationshipStage, Visit
from keyaccount.apps.contacts.queries.visits import visits_in_quarter, visits_of
from keyaccount.apps.contacts.services import visits as service
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

TODAY = date(2026, 11, 19)


@pytest.fixture
def account(act):
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def contact(act, account):
    values = {"name": "苏佩兰", "account": account, "visits_a_month": Decimal(1)}
    return create_contact(values=values, act=act("lin"))


@pytest.fixture
def record(contact, act):
    def made(on=TODAY, who="lin", **values):
        return service.record_visit(contact_id=contact.pk, values={"made_on": on, **values}, act=act(who))

    return made


def signed_in(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def test_a_visit_keeps_who_where_and_when(record, contact, account, people):
    visit = record(purpose="Headcount cost", result="Agreed to a trial")
    assert (visit.contact, visit.account, visit.made_by, visit.made_on) == (contact, account, people.lin, TODAY)
    assert AuditEntry.objects.filter(entity="contacts.visit", object_id=visit.pk).count() == 1


@pytest.mark.parametrize(
    ("who", "outcome"),
    [("lin", None), ("zhao", None), ("wang", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)],
)
def test_who_records(record, who, outcome):
    if outcome is None:
        assert record(who=who).pk
    else:
        with pytest.raises(outcome):
            record(who=who)
    assert Visit.objects.count() == (1 if outcome is None else 0)


def test_a_visit_of_tomorrow_has_not_been_made(record):
    with pytest.raises(Invalid) as refused:
        record(date(2026, 11, 20))
    assert set(refused.value.fields) == {"made_on"}
    assert not Visit.objects.exists()


def test_the_last_visit_is_kept_with_the_person(record, contact, act):
    def last():
        contact.refresh_from_db()
        return contact.last_visit_on

    record(date(2026, 10, 2))
    newest = record(date(2026, 11, 1))
    record(date(2026, 9, 1))
    assert last() == date(2026, 11, 1)
    service.change_visit(visit_id=newest.pk, values={"made_on": date(2026, 11, 3)}, act=act("lin"))
    assert last() == date(2026, 11, 3)
    service.archive_visit(visit_id=newest.pk, act=act("lin"))
    assert last() == date(2026, 10, 2)
    service.restore_visit(visit_id=newest.pk, act=act("lin"))
    assert last() == date(2026, 11, 3)


def test_visits_of_the_quarter_against_those_planned(record, contact):
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 19)):
        record(day)
    contact.refresh_from_db()
    found = visits_in_quarter([contact], TODAY)[contact.pk]
    assert (found.made, found.planned, found.due_on) == (2, 3, date(2026, 12, 20))
    assert not found.is_overdue(date(2026, 12, 20))
    assert found.is_overdue(date(2026, 12, 21))


def test_who_left_is_not_due(record, contact, act):
    update_contact(contact_id=contact.pk, values={"left_on": TODAY}, act=act("lin"))
    contact.refresh_from_db()
    assert visits_in_quarter([contact], TODAY)[contact.pk].due_on is None


def test_two_who_correct_the_same_field_are_asked(record, act):
    visit = record()
    service.change_visit(visit_id=visit.pk, values={"result": "Yes"}, act=act("zhao"), version=1)
    with pytest.raises(Conflict):
        service.change_visit(visit_id=visit.pk, values={"result": "No"}, act=act("lin"), version=1)


@pytest.mark.parametrize(("who", "sees"), [("lin", True), ("wang", True), ("stranger", False), ("finance", True)])
def test_a_visit_is_seen_with_its_person(record, contact, people, who, sees):
    record()
    assert bool(visits_of(contact, getattr(people, who))) is sees


def test_a_visit_stays_with_the_account_where_it_was_made(record, contact, account, act):
    visit = record()
    elsewhere = create_account(values={"name": "Elsewhere"}, act=act("lin"))
    update_contact(contact_id=contact.pk, values={"account": elsewhere}, act=act("lin"))
    visit.refresh_from_db()
    assert visit.account == account


# ── Pages ──
def test_recording_in_the_dialog(contact, people, at_nine):
    client = signed_in(people.lin)
    sent = {"made_on": "2026-11-18", "made_by": people.lin.pk, "purpose": "Price", "result": "To be answered"}
    assert client.post(f"/contacts/{contact.pk}/visits/new", sent).status_code == 302
    page = client.get(f"/contacts/{contact.pk}/").content.decode()
    assert "To be answered" in page
    assert "1 of 3 planned this quarter" in page


def test_what_cannot_be_accepted_stays_in_the_form(contact, people, at_nine):
    sent = {"made_on": "2026-11-20", "made_by": people.lin.pk, "purpose": "Price", "result": "Kept as typed"}
    answer = signed_in(people.lin).post(f"/contacts/{contact.pk}/visits/new", sent)
    assert answer.status_code == 422
    assert "Kept as typed" in answer.content.decode()
    assert not Visit.objects.exists()


def test_archived_by_mistake_and_brought_back(record, contact, people, at_nine):
    visit, client = record(), signed_in(people.lin)
    client.post(f"/visits/{visit.pk}/archive")
    assert "is archived and does not count" in client.get(f"/contacts/{contact.pk}/").content.decode()
    client.post(f"/visits/{visit.pk}/restore")
    visit.refresh_from_db()
    assert visit.archived_at is None


# ── API ──
def test_the_api_records_lists_and_corrects(contact, people, at_nine):
    client = signed_in(people.lin)
    made = client.post(
        f"/api/v1/contacts/{contact.pk}/visits",
        {"made_on": "2026-11-18", "purpose": "Price"},
        content_type="application/json",
    )
    assert (made.status_code, made.json()["made_by"]["username"]) == (201, "lin")
    listed = client.get(f"/api/v1/visits?contact={contact.pk}&made_on__gte=2026-11-01").json()["items"]
    assert [one["purpose"] for one in listed] == ["Price"]
    pk = made.json()["id"]
    changed = client.patch(
        f"/api/v1/visits/{pk}", {"result": "Yes"}, content_type="application/json", headers={"If-Match": made["ETag"]}
    )
    assert (changed.status_code, changed.json()["result"]) == (200, "Yes")


# ── The list ──
@pytest.mark.parametrize(("query", "found"), [("visits=overdue", True), ("visits=soon", False), ("visits=none", False)])
def test_who_is_to_be_visited(record, contact, people, at_nine, query, found):
    record(date(2026, 10, 1))
    page = signed_in(people.lin).get(f"/contacts/?{query}").content.decode()
    assert ("苏佩兰</a>" in page) is found


def test_who_left_is_not_among_the_overdue(record, contact, act, people, at_nine):
    record(date(2026, 10, 1))
    update_contact(contact_id=contact.pk, values={"left_on": TODAY}, act=act("lin"))
    assert "苏佩兰</a>" not in signed_in(people.lin).get("/contacts/?visits=overdue").content.decode()


def test_visits_and_stage_stand_in_the_list(record, contact, act, people, at_nine):
    record(date(2026, 10, 2))
    stage = RelationshipStage.objects.get(name="Trust")
    update_contact(contact_id=contact.pk, values={"relationship_stage": stage}, act=act("lin"))
    client = signed_in(people.lin)
    page = client.get("/contacts/?columns=visits,last_visit,next_visit,relationship").content.decode()
    assert all(words in page for words in ("1 of 3", "2 Oct", "2 Nov", "Trust"))
    assert "苏佩兰</a>" in client.get(f"/contacts/?relationship={stage.pk}").content.decode()
    assert "苏佩兰</a>" not in client.get("/contacts/?relationship=none").content.decode()


@pytest.mark.parametrize("query", ["visits=never", "days=today", "relationship=x"])
def test_what_the_list_does_not_understand_it_says(people, at_nine, query):
    assert signed_in(people.lin).get(f"/contacts/?{query}").status_code == 400
