"""A person asks what is held about them, or to be erased: who answers, what is given out, what goes, what stays."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.collaboration.services.comments import post_comment
from keyaccount.apps.contacts.models import Contact, Personal, SpecialDay, Visit
from keyaccount.apps.contacts.services import data_subjects as service
from keyaccount.apps.contacts.services import personal, visits
from keyaccount.apps.contacts.services.contacts import create_contact, restore_contact, update_contact
from keyaccount.apps.contacts.services.readings import Seen, record_reading
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.purchase import add_person
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

WHY = "Letter of 3 November"
WORDS = (
    "苏佩兰",
    "Su Peilan",
    "HR director",
    "13812345678",
    "Erhu",
    "Headcount",
    "Said yes",
    "Kind and quick",
)


@pytest.fixture
def account(act):
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def contact(act, account):
    lin = act("lin")
    values = {
        "name": "苏佩兰",
        "name_latin": "Su Peilan",
        "title": "HR director",
        "mobile": "13812345678",
        "account": account,
        "notes": "Kind and quick",
    }
    made = create_contact(values=values, roles=["initiator"], act=lin)
    update_contact(contact_id=made.pk, values={"mobile": "13812345678 x"}, act=lin)
    personal.set_personal(contact_id=made.pk, values={"interests": "Erhu"}, act=lin)
    personal.add_day(contact_id=made.pk, values={"kind": "birthday", "month": 5, "day": 1}, act=lin)
    visits.record_visit(contact_id=made.pk, values={"made_on": lin.now.date(), "purpose": "Headcount"}, act=lin)
    seen = Seen(dynamics_high=True, receptivity_high=True, evidence="Said yes")
    record_reading(contact_id=made.pk, seen=seen, act=lin)
    post_comment(kind="contact", object_id=made.pk, text="Kind and quick", act=lin)
    create_contact(values={"name": "叶知秋", "account": account, "reports_to": made}, act=lin)
    return made


@pytest.fixture
def deal(contact, account, act):
    made = create_opportunity(values={"name": "A deal", "account": account, "amount": 100}, act=act("lin"))
    add_person(opportunity_id=made.pk, contact=contact, role="initiator", act=act("lin"))
    return made


def erase(contact, act, name="lin", typed="苏佩兰"):
    return service.erase_person(contact_id=contact.pk, request=WHY, typed_name=typed, act=act(name))


def whole_trail():
    return json.dumps(list(AuditEntry.objects.values_list("label", "changes")), ensure_ascii=False)


def client_of(people, name):
    client = Client(headers={"accept-language": "en"})
    client.force_login(getattr(people, name))
    return client


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("lin", None),
        ("admin", None),
        ("wang", NotAllowed),
        ("zhao", NotAllowed),
        ("finance", NotAllowed),
        ("auditor", NotAllowed),
        ("stranger", NotFound),
    ],
)
def test_who_answers(contact, act, name, outcome):
    if outcome is None:
        assert service.export_data(contact_id=contact.pk, request=WHY, act=act(name))
        assert erase(contact, act, name).erased_at
        return
    with pytest.raises(outcome):
        service.export_data(contact_id=contact.pk, request=WHY, act=act(name))
    with pytest.raises(outcome):
        erase(contact, act, name)
    contact.refresh_from_db()
    assert contact.name == "苏佩兰"


def test_all_that_is_held_is_given_out_and_that_is_audited(contact, deal, people, at_nine):
    answer = client_of(people, "lin").post(f"/contacts/{contact.pk}/data/export", {"request": WHY})
    archive = ZipFile(BytesIO(answer.content))
    text, page = archive.read("person.json").decode(), archive.read("person.html").decode()
    assert [word for word in WORDS if word not in text] == []
    assert [word for word in WORDS if word not in page] == []
    sections = json.loads(text)["sections"]
    (deal_held,) = sections["deals"]
    assert deal_held.pop("from").startswith("2026-11-19")
    assert deal_held == {"opportunity": "A deal", "status": "open", "role": "initiator"}
    assert {"contact", "roles", "posts", "personal", "special_days", "visits", "readings", "comments", "trail"} <= set(
        sections
    )
    entry = AuditEntry.objects.filter(entity="contacts.contact", object_id=contact.pk).latest("id")
    assert entry.changes == {"data_exported": [None, WHY]}


def test_without_a_request_nothing_is_given_out(contact, people, at_nine):
    answer = client_of(people, "lin").post(f"/contacts/{contact.pk}/data/export", {"request": ""})
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(changes__has_key="data_exported").exists()


def test_nothing_of_an_erased_person_is_left(contact, deal, act, people):
    win_opportunity(opportunity_id=deal.pk, act=act("lin"))
    erase(contact, act)
    contact.refresh_from_db()
    trail = whole_trail()
    assert [word for word in WORDS if word in trail] == []
    assert contact.name == f"Erased person {contact.pk}"
    assert [contact.title, contact.mobile, contact.notes, contact.search_reach] == ["", "", "", ""]
    assert "supeilan" not in contact.search
    assert not Personal.objects.exists()
    assert not SpecialDay.objects.exists()
    assert [visit.purpose for visit in Visit.objects.all()] == [""]
    assert [(state.title, state.department) for state in contact.states.all()] == [("", "")]
    assert list(contact.readings.values_list("evidence", flat=True)) == [""]


def test_what_counts_stays(contact, deal, act):
    win_opportunity(opportunity_id=deal.pk, act=act("lin"))
    erase(contact, act)
    assert list(contact.purchases.values_list("opportunity", "role")) == [(deal.pk, "initiator")]
    assert Visit.objects.filter(contact=contact).count() == 1
    assert list(contact.roles.values_list("role", flat=True)) == ["initiator"]
    entry = AuditEntry.objects.filter(entity="contacts.contact", object_id=contact.pk).latest("id")
    assert entry.changes == {"erased": [None, WHY]}


def test_an_open_deal_stands_against_it(contact, deal, act):
    with pytest.raises(service.StillNeeded) as refused:
        erase(contact, act)
    assert "1 open deal" in str(refused.value)
    contact.refresh_from_db()
    assert contact.erased_at is None
    assert Personal.objects.exists()


@pytest.mark.parametrize("typed", ["", "苏佩", "Su Peilan"])
def test_the_name_is_typed_to_confirm(contact, act, typed):
    with pytest.raises(Invalid) as refused:
        erase(contact, act, typed=typed)
    assert set(refused.value.fields) == {"typed_name"}
    assert Personal.objects.exists()


def test_an_erased_person_cannot_be_brought_back_or_written(contact, act):
    erase(contact, act)
    for name in ("lin", "admin"):
        with pytest.raises(NotAllowed):
            restore_contact(contact_id=contact.pk, act=act(name))
        with pytest.raises(NotAllowed):
            update_contact(contact_id=contact.pk, values={"name": "苏佩兰"}, act=act(name))
        with pytest.raises(NotAllowed):
            personal.set_personal(contact_id=contact.pk, values={"interests": "Erhu"}, act=act(name))
    with pytest.raises(service.ErasedAlready):
        erase(contact, act, "admin", typed=Contact.objects.get(pk=contact.pk).name)


def test_the_pages(contact, act, people, at_nine):
    client = client_of(people, "lin")
    assert "What is held about 苏佩兰" in client.get(f"/contacts/{contact.pk}/data").content.decode()
    form = client.get(f"/contacts/{contact.pk}/data/erase").content.decode()
    assert "This cannot be undone" in form
    answer = client.post(f"/contacts/{contact.pk}/data/erase", {"request": WHY, "typed_name": "苏佩兰"})
    assert answer.status_code == 302
    assert "苏佩兰" not in client.get(f"/contacts/{contact.pk}/").content.decode()


def test_purchases_stand_on_the_persons_page_with_their_roles(contact, deal, act, people, at_nine):
    add_person(opportunity_id=deal.pk, contact=contact, role="rising_star", act=act("lin"))
    page = client_of(people, "lin").get(f"/contacts/{contact.pk}/").content.decode()
    assert "Purchases they take part in" in page
    assert "Rising star" in page
