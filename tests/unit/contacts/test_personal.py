"""The personal side of someone: who writes it, who reads it on every surface, and when special days come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import add_member, create_account, update_account
from keyaccount.apps.contacts.models import AdviceCard, Contact, Personal, SpecialDay
from keyaccount.apps.contacts.queries.personal import coming_soon, side_of
from keyaccount.apps.contacts.services import next_days
from keyaccount.apps.contacts.services import personal as service
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.services import jobs
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

TODAY = date(2026, 11, 19)
SECRET = "Plays the erhu at dawn"
BIRTHDAY = {"kind": "birthday", "month": 11, "day": 28, "year": 1976}
EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def account(act):
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def contact(act, account):
    return create_contact(values={"name": "苏佩兰", "account": account}, act=act("lin"))


@pytest.fixture
def personal(contact, act):
    service.add_day(contact_id=contact.pk, values={**BIRTHDAY, "whose": SECRET}, act=act("lin"))
    values = {"interests": SECRET, "thinking_style": "A", "temperament": "doubting"}
    return service.set_personal(contact_id=contact.pk, values=values, act=act("lin"))


def as_(people, name):
    client = Client(headers={"accept-language": "en"})
    client.force_login(getattr(people, name))
    return client


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", errors="replace")


# ── Who writes ──
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("lin", None),
        ("wang", NotAllowed),
        ("zhao", NotAllowed),
        ("finance", NotAllowed),
        ("auditor", NotAllowed),
        ("admin", NotAllowed),
        ("stranger", NotFound),
    ],
)
def test_who_writes_what_is_personal(contact, act, name, outcome):
    def write():
        service.set_personal(contact_id=contact.pk, values={"interests": "Chess"}, act=act(name))

    def add():
        service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act(name))

    for writing in (write, add):
        if outcome is None:
            writing()
        else:
            with pytest.raises(outcome):
                writing()
    assert Personal.objects.exists() is (outcome is None)
    assert SpecialDay.objects.exists() is (outcome is None)


def test_whoever_joins_the_account_team_reads_and_writes(personal, contact, account, act, people):
    assert not side_of(contact, people.stranger, TODAY).tends
    add_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    assert side_of(contact, people.stranger, TODAY).personal == personal
    service.set_personal(contact_id=contact.pk, values={"family": "Two sons"}, act=act("stranger"))
    personal.refresh_from_db()
    assert personal.family == "Two sons"


def test_a_member_whose_role_writes_nothing_reads_only(personal, contact, account, act, people):
    add_member(account_id=account.pk, user=people.finance, act=act("lin"))
    assert side_of(contact, people.finance, TODAY).personal == personal
    with pytest.raises(NotAllowed):
        service.set_personal(contact_id=contact.pk, values={"family": "Two sons"}, act=act("finance"))


def test_who_gives_the_account_away_reads_no_more(personal, contact, account, act, people):
    update_account(account_id=account.pk, values={"owner": people.wang}, act=act("lin"))
    assert not side_of(contact, people.lin, TODAY).tends
    assert side_of(contact, people.wang, TODAY).personal == personal


def test_of_a_person_without_an_account_the_owner_reads(act, people):
    alone = create_contact(values={"name": "Alone"}, act=act("lin"))
    service.set_personal(contact_id=alone.pk, values={"interests": SECRET}, act=act("lin"))
    assert side_of(alone, people.lin, TODAY).personal.interests == SECRET
    assert not side_of(alone, people.zhao, TODAY).tends


def test_two_writers_of_the_same_field_are_asked(personal, contact, account, act, people):
    add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    read = personal.version
    service.set_personal(contact_id=contact.pk, values={"interests": "Go"}, act=act("wang"), version=read)
    with pytest.raises(Conflict):
        service.set_personal(contact_id=contact.pk, values={"interests": "Chess"}, act=act("lin"), version=read)


# ── Who reads, on every surface ──
@pytest.mark.parametrize("name", EVERYONE)
def test_what_is_personal_is_read_by_those_who_tend_the_account(personal, contact, account, people, name, at_nine):
    """Page, form, list, search, export, API, audit trail, today: whatever answers, it does not tell anyone else."""
    client = as_(people, name)
    places = [
        "/",
        f"/contacts/{contact.pk}/",
        f"/contacts/{contact.pk}/personal",
        f"/contacts/{contact.pk}/days/{contact.special_days.get().pk}",
        "/contacts/?columns=special_day,thinking_style",
        f"/accounts/{account.pk}/",
        "/settings/audit/",
        "/exports/contacts.csv",
        f"/api/v1/contacts/{contact.pk}",
        "/api/v1/contacts",
        f"/api/v1/contacts/{contact.pk}/personal",
    ]
    found = {place for place in places if SECRET in text_of(client.get(place))}
    assert bool(found) is (name == "lin"), found


@pytest.mark.parametrize("name", ["lin", "auditor"])
def test_nobody_is_found_by_what_is_personal(personal, people, name, at_nine):
    for place in (f"/contacts/?q={SECRET}", f"/search?q={SECRET}", f"/api/v1/contacts?q={SECRET}"):
        assert "苏佩兰" not in text_of(as_(people, name).get(place))


def test_others_learn_that_it_exists(contact, people, act):
    def page():
        return text_of(as_(people, "zhao").get(f"/contacts/{contact.pk}/"))

    assert "Nothing personal is written down" in page()
    service.set_personal(contact_id=contact.pk, values={"interests": SECRET}, act=act("lin"))
    assert "Something personal is written down" in page()
    assert "hidden" in page()  # in the log: that it changed, not what


def test_the_trail_keeps_it_for_those_who_tend(personal, contact, people):
    entry = AuditEntry.objects.get(entity="contacts.personal", changes__has_key="interests")
    assert entry.changes["interests"] == ["", SECRET]
    assert SECRET in text_of(as_(people, "lin").get(f"/contacts/{contact.pk}/"))
    trail = text_of(as_(people, "auditor").get("/settings/audit/"))
    assert SECRET not in trail
    assert "interests" in trail.lower()


# ── Special days ──
@pytest.mark.parametrize(
    ("values", "on"),
    [
        ({"month": 11, "day": 19}, date(2026, 11, 19)),
        ({"month": 11, "day": 18}, date(2027, 11, 18)),
        ({"month": 12, "day": 30, "lunar": True}, date(2027, 2, 5)),  # the twelfth month of 2026 has 29 days
        ({"month": 6, "day": 10, "lunar": True, "leap": True, "year": 2025}, date(2027, 7, 13)),
        ({"month": 2, "day": 29, "year": 1976}, date(2027, 2, 28)),
    ],
)
def test_a_day_knows_when_it_comes_next(contact, act, values, on):
    day = service.add_day(contact_id=contact.pk, values={"kind": "birthday", **values}, act=act("lin"))
    assert day.next_on == on


@pytest.mark.parametrize(
    "values",
    [
        {"month": 2, "day": 30},
        {"month": 2, "day": 29, "year": 1975},
        {"month": 8, "day": 31, "lunar": True},
        {"month": 6, "day": 1, "lunar": True, "leap": True, "year": 2024},
        {"month": 5, "day": 1, "leap": True},
    ],
)
def test_a_day_that_no_calendar_has_is_refused(contact, act, values):
    with pytest.raises(Invalid) as refused:
        service.add_day(contact_id=contact.pk, values={"kind": "birthday", **values}, act=act("lin"))
    assert set(refused.value.fields) == {"day"}
    assert not SpecialDay.objects.exists()


def test_one_birthday_of_their_own_and_any_of_the_family(contact, act):
    service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act("lin"))
    service.add_day(contact_id=contact.pk, values={**BIRTHDAY, "whose": "daughter"}, act=act("lin"))
    with pytest.raises(service.HasBirthday):
        service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act("lin"))


def test_a_changed_day_moves(contact, act):
    day = service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act("lin"))
    changed = service.change_day(contact_id=contact.pk, day_id=day.pk, values={"day": 1}, act=act("lin"))
    assert changed.next_on == date(2027, 11, 1)
    service.remove_day(contact_id=contact.pk, day_id=day.pk, act=act("lin"))
    assert not SpecialDay.objects.exists()
    told = [entry.changes["special_day"] for entry in AuditEntry.objects.filter(entity="contacts.personal")]
    assert told[0] == ["Birthday · 1976-11-01", None]


def test_the_job_moves_passed_days_on_and_no_others(contact, act, people):
    passed = service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act("lin"))
    later = service.add_day(contact_id=contact.pk, values={"kind": "wedding", "month": 12, "day": 24}, act=act("lin"))
    now = datetime(2026, 11, 28, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai: still the birthday

    def run(now):
        job = jobs.enqueue(kind=next_days.KIND, title="x", payload={}, act=act("admin", now), runner="test")
        return jobs.run_now(job, runner="test", clock=lambda: now).result

    assert run(now) == {"moved": 0}
    assert run(now + timedelta(minutes=1)) == {"moved": 1}
    passed.refresh_from_db()
    later.refresh_from_db()
    assert (passed.next_on, later.next_on) == (date(2027, 11, 28), date(2026, 12, 24))


def test_what_comes_within_two_weeks(contact, act, people):
    for month, day in ((11, 19), (12, 3), (12, 4), (11, 18)):
        values = {"kind": "other", "month": month, "day": day, "year": 2000}
        service.add_day(contact_id=contact.pk, values=values, act=act("lin"))
    found = coming_soon(people.lin, TODAY)
    assert [(one.day.next_on, one.years) for one in found] == [(date(2026, 11, 19), 26), (date(2026, 12, 3), 26)]
    assert coming_soon(people.zhao, TODAY) == []
    update_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act("lin"))
    Contact.objects.filter(pk=contact.pk).update(archived_at=act("lin").now)
    assert coming_soon(people.lin, TODAY) == []


# ── Pages ──
def test_writing_it_down(contact, people, at_nine):
    client = as_(people, "lin")
    sent = {"interests": "Chess", "thinking_style": "B", "temperament": "introverted", "version": "1"}
    assert client.post(f"/contacts/{contact.pk}/personal", sent).status_code == 302
    page = text_of(client.get(f"/contacts/{contact.pk}/"))
    assert "Chess" in page
    assert "Donkey" in page
    assert AdviceCard.objects.get(code="introverted").advice in page


def test_a_lunar_birthday_in_the_dialog(contact, people, at_nine):
    client = as_(people, "lin")
    sent = {"kind": "birthday", "lunar": "lunar", "month": "8", "day": "15", "year": "1976", "leap": "on"}
    assert client.post(f"/contacts/{contact.pk}/days/new", sent, headers=HTMX).status_code == 204
    client.get("/", headers={"accept-language": "zh-hans"})
    page = text_of(client.get(f"/contacts/{contact.pk}/", headers={"accept-language": "zh-hans"}))
    assert "农历1976年闰八月十五" in page
    assert "day 15 of leap lunar month 8 1976" in text_of(client.get(f"/contacts/{contact.pk}/"))


def test_a_day_that_cannot_be_is_said_beside_its_field(contact, people, at_nine):
    sent = {"kind": "birthday", "lunar": "solar", "month": "2", "day": "30", "note": "Kept as typed"}
    answer = as_(people, "lin").post(f"/contacts/{contact.pk}/days/new", sent)
    assert answer.status_code == 422
    assert "day" in answer.context["form"].errors
    assert "Kept as typed" in text_of(answer)


# ── Lists and today ──
@pytest.mark.parametrize("name", ["lin", "wang", "zhao", "admin"])
def test_the_list_tells_days_to_those_who_tend_the_account(contact, act, people, name, at_nine):
    service.add_day(contact_id=contact.pk, values=BIRTHDAY, act=act("lin"))
    client = as_(people, name)
    assert ("苏佩兰</a>" in text_of(client.get("/contacts/?days=soon"))) is (name == "lin")
    assert ("Birthday</span></td>" in text_of(client.get("/contacts/?columns=special_day"))) is (name == "lin")


@pytest.mark.parametrize("name", ["lin", "zhao"])
def test_today_tells_what_comes(contact, act, people, name, at_nine):
    service.add_day(contact_id=contact.pk, values={**BIRTHDAY, "day": 20}, act=act("lin"))
    create_opportunity(values={"name": "A deal"}, act=act("lin"))
    page = text_of(as_(people, name).get("/"))
    assert ("Birthdays and special days" in page) is (name == "lin")
    assert ("tomorrow" in page) is (name == "lin")
    assert ("50 years" in page) is (name == "lin")


# ── API ──
def test_the_api_writes_and_shows_it(contact, people, at_nine):
    client, base = as_(people, "lin"), f"/api/v1/contacts/{contact.pk}"
    empty = client.get(f"{base}/personal")
    assert (empty.status_code, empty.json()["interests"], empty.json()["special_days"]) == (200, "", [])
    changed = client.patch(f"{base}/personal", {"interests": "Chess"}, content_type="application/json")
    assert changed.json()["interests"] == "Chess"
    made = client.post(f"{base}/special-days", BIRTHDAY, content_type="application/json")
    day = made.json()["special_days"][0]
    assert (made.status_code, day["next_on"]) == (201, "2026-11-28")
    moved = client.patch(f"{base}/special-days/{day['id']}", {"day": 29}, content_type="application/json")
    assert moved.json()["special_days"][0]["next_on"] == "2026-11-29"
    assert client.delete(f"{base}/special-days/{day['id']}").status_code == 204
    refused = client.post(
        f"{base}/special-days", {"kind": "birthday", "month": 2, "day": 30}, content_type="application/json"
    )
    assert refused.status_code == 422
