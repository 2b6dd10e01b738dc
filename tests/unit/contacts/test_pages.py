"""The pages of people, as everyone sees them: list, record, form; how to reach someone only for roles that see it."""

from __future__ import annotations

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact

EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
HTMX = {"HX-Request": "true"}
MOBILE = "13812345678"


@pytest.fixture
def as_(people):
    def sign_in(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(people, name))
        return client

    return sign_in


@pytest.fixture
def account(act):
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def contact(act, account):
    values = {"name": "苏佩兰", "title": "HR director", "account": account, "mobile": MOBILE, "email": "su@example.com"}
    return create_contact(values=values, roles=[BuyingRole.DECISION_MAKER], act=act("lin"))


def url(contact, act=""):
    return f"/contacts/{contact.pk}/{act}"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("address", ["/contacts/", "/contacts/new", "/contacts/1/", "/contacts/pick"])
def test_nobody_reads_without_signing_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 200), ("zhao", 200), ("stranger", 404), ("finance", 200), ("auditor", 200), ("admin", 200)],
)
def test_who_opens_the_page_of_a_person(contact, as_, name, status):
    for address in (url(contact), url(contact, "why")):
        assert as_(name).get(address).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 403), ("zhao", 200), ("stranger", 404), ("finance", 403), ("auditor", 403)],
)
def test_who_opens_the_form_of_a_person(contact, as_, name, status):
    assert as_(name).get(url(contact, "edit")).status_code == status


@pytest.mark.parametrize(("name", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
@pytest.mark.parametrize("what", ["edit", "archive", "restore"])
def test_who_may_not_write_changes_nothing(contact, as_, name, status, what):
    assert as_(name).post(url(contact, what), {"name": "Taken"}).status_code == status
    contact.refresh_from_db()
    assert (contact.name, contact.archived_at) == ("苏佩兰", None)


@pytest.mark.parametrize("name", EVERYONE)
def test_the_list_holds_what_its_reader_sees(contact, as_, name):
    assert ("苏佩兰" in text_of(as_(name).get("/contacts/"))) is (name != "stranger")


@pytest.mark.parametrize("name", EVERYONE)
def test_how_to_reach_someone_is_for_roles_that_see_it(contact, account, act, as_, name):
    """On every page that could show it; finance sees the person but not the number."""
    update_contact(contact_id=contact.pk, values={"mobile": "13900000000"}, act=act("lin"))
    client = as_(name)
    places = ["/contacts/", "/contacts/?columns=mobile,email", f"/accounts/{account.pk}/", "/search?q=苏佩兰"]
    if name != "stranger":
        places.append(url(contact))
    pages = [text_of(client.get(place)) for place in places]
    sees = name not in {"stranger", "finance"}
    assert any("13900000000" in page for page in pages) is sees
    assert any(MOBILE in page for page in pages) is sees  # in the log, as what it was before


@pytest.mark.parametrize("asked", ["peilan.su@", "139 0000"])
def test_searching_tells_nobody_how_to_reach_someone(contact, act, as_, asked):
    """Whoever does not see a number cannot find out by asking for its parts."""
    update_contact(
        contact_id=contact.pk, values={"mobile": "139 0000 0000", "email": "Peilan.Su@x.com"}, act=act("lin")
    )
    for place in ("/contacts/?q={}", "/search?q={}", "/api/v1/contacts?q={}"):
        found = {
            name: "苏佩兰" in text_of(as_(name).get(place.format(asked))) for name in ("lin", "auditor", "finance")
        }
        assert found == {"lin": True, "auditor": True, "finance": False}, place


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=supeilan", True),
        ("q=spl", True),
        ("q=zzz", False),
        ("role=decision_maker", True),
        ("role=user", False),
        ("status=here", True),
        ("status=left", False),
        ("status=archived", False),
        ("owner=none", False),
    ],
)
def test_filters_of_the_list(contact, as_, query, found):
    assert ("苏佩兰</a>" in text_of(as_("lin").get(f"/contacts/?{query}"))) is found


@pytest.mark.parametrize("query", ["role=boss", "status=gone", "account=x"])
def test_a_filter_that_is_not_understood_says_so(db, as_, query):
    assert as_("lin").get(f"/contacts/?{query}").status_code == 400


def test_people_of_one_account(contact, account, act, as_):
    create_contact(values={"name": "Elsewhere"}, act=act("lin"))
    page = text_of(as_("lin").get(f"/contacts/?account={account.pk}"))
    assert "苏佩兰" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("name", ["lin", "stranger"])
def test_a_choice_offers_what_its_reader_sees(contact, account, as_, name):
    for address in ("/contacts/pick?q=spl", f"/contacts/pick?account={account.pk}"):
        assert ("苏佩兰" in text_of(as_(name).get(address))) is (name == "lin")


def test_the_page_tells_who_reports_to_whom(contact, account, act, as_):
    below = create_contact(values={"name": "叶知秋", "account": account, "reports_to": contact}, act=act("lin"))
    assert "叶知秋" in text_of(as_("lin").get(url(contact)))
    assert "苏佩兰" in text_of(as_("lin").get(url(below)))


def test_a_superior_outside_the_view_is_not_named(contact, act, as_):
    above = create_contact(values={"name": "Secret Boss"}, act=act("stranger"))
    Contact.objects.filter(pk=contact.pk).update(reports_to=above)
    client = as_("lin")
    for address in (url(contact), url(contact, "edit"), "/contacts/?columns=reports_to"):
        assert "Secret Boss" not in text_of(client.get(address))


@pytest.mark.parametrize(
    ("name", "why"), [("lin", "You own it"), ("wang", "is in your team"), ("auditor", "sees everything")]
)
def test_why_can_i_see_this(contact, as_, name, why):
    assert why in text_of(as_(name).get(url(contact, "why")))


def test_people_stand_on_the_page_of_their_account(contact, account, as_):
    page = text_of(as_("lin").get(f"/accounts/{account.pk}/"))
    assert "苏佩兰" in page
    assert "Decision maker" in page


# ── Forms ──
def test_a_new_person_with_roles(account, as_, people):
    sent = {"name": "梁伯钧", "account": account.pk, "owner": people.lin.pk, "roles": ["approver", "user"]}
    response = as_("lin").post("/contacts/new", sent)
    made = Contact.objects.get()
    assert response["Location"] == url(made)
    assert sorted(made.roles.values_list("role", flat=True)) == ["approver", "user"]


def test_an_account_outside_the_view_cannot_be_chosen(account, as_, people):
    sent = {"name": "A", "account": account.pk, "owner": people.stranger.pk}
    response = as_("stranger").post("/contacts/new", sent)
    assert response.status_code == 422
    assert "account" in response.context["form"].errors


def form_of(client, contact, **changed):
    form = client.get(url(contact, "edit")).context["form"]
    sent = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return {**sent, **changed}


def test_a_changed_person_keeps_what_was_not_touched(contact, as_):
    client = as_("lin")
    assert client.post(url(contact, "edit"), form_of(client, contact, title="CEO")).status_code == 302
    contact.refresh_from_db()
    assert (contact.title, contact.mobile) == ("CEO", MOBILE)
    assert list(contact.roles.values_list("role", flat=True)) == ["decision_maker"]


def test_roles_are_taken_away(contact, as_):
    client = as_("lin")
    client.post(url(contact, "edit"), form_of(client, contact, roles=[]))
    assert not contact.roles.exists()


def test_who_does_not_see_how_to_reach_someone_does_not_wipe_it(contact, as_, people):
    people.lin.role.field_groups = ["margin"]
    people.lin.role.save()
    client = as_("lin")
    sent = form_of(client, contact, title="CEO")
    assert "mobile" not in sent
    client.post(url(contact, "edit"), sent)
    contact.refresh_from_db()
    assert (contact.title, contact.mobile) == ("CEO", MOBILE)


def test_the_same_field_asks(contact, as_):
    lin, zhao = as_("lin"), as_("zhao")
    hers, his = form_of(lin, contact, title="CEO"), form_of(zhao, contact, title="CFO")
    zhao.post(url(contact, "edit"), his)
    asked = lin.post(url(contact, "edit"), hers, headers=HTMX)
    assert asked.status_code == 409
    assert all(words in text_of(asked) for words in ("CEO", "CFO", "Zhao Ming"))
    contact.refresh_from_db()
    assert contact.title == "CFO"


def test_who_left_is_told_apart(contact, as_):
    client = as_("lin")
    client.post(url(contact, "edit"), form_of(client, contact, left_on="2026-11-01"))
    assert "Left the company on" in text_of(client.get(url(contact)))
    assert "苏佩兰</a>" in text_of(client.get("/contacts/?status=left"))


def test_archive_and_restore(contact, as_):
    client = as_("lin")
    client.post(url(contact, "archive"))
    assert "This person is archived" in text_of(client.get(url(contact)))
    assert "苏佩兰</a>" not in text_of(client.get("/contacts/"))
    client.post(url(contact, "restore"))
    assert "苏佩兰</a>" in text_of(client.get("/contacts/"))
