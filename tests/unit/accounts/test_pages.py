"""The pages of accounts: who may open them, what the record's page tells, and what all of them keep."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.accounts.services.accounts import add_member, create_account, update_account
from keyaccount.apps.contacts.services.contacts import create_contact
from tests.unit.accounts.conftest import EVERYONE, deal, text_of, url


# ── Who may ──
@pytest.mark.parametrize("address", ["/accounts/", "/accounts/new", "/accounts/1/", "/accounts/pick"])
def test_nobody_reads_without_signing_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 200), ("zhao", 200), ("stranger", 404), ("finance", 200), ("auditor", 200), ("admin", 200)],
)
def test_who_opens_the_page_of_an_account(account, as_, name, status):
    for address in (url(account), url(account, "why")):
        assert as_(name).get(address).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("wang", 403), ("zhao", 200), ("stranger", 404), ("finance", 403), ("auditor", 403)],
)
def test_who_opens_the_form_of_an_account(account, as_, name, status):
    for address in (url(account, "edit"), url(account, "team/add")):
        assert as_(name).get(address).status_code == status


@pytest.mark.parametrize(("name", "status"), [("lin", 200), ("stranger", 200), ("finance", 403), ("auditor", 403)])
def test_who_opens_the_form_of_a_new_account(db, as_, name, status):
    assert as_(name).get("/accounts/new").status_code == status


@pytest.mark.parametrize("name", EVERYONE)
def test_the_list_holds_what_its_reader_sees(account, as_, name):
    assert ("澜石重工" in text_of(as_(name).get("/accounts/"))) is (name != "stranger")


@pytest.mark.parametrize("name", EVERYONE)
def test_a_choice_offers_what_its_reader_sees(account, as_, name):
    assert ("澜石重工" in text_of(as_(name).get("/accounts/pick?q=lszg"))) is (name != "stranger")


@pytest.mark.parametrize(("name", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
@pytest.mark.parametrize("what", ["edit", "archive", "restore", "team/add"])
def test_who_may_not_write_changes_nothing(account, as_, people, name, status, what):
    sent = {"name": "Taken", "user": people.wang.pk}
    assert as_(name).post(url(account, what), sent).status_code == status
    account.refresh_from_db()
    assert (account.name, account.archived_at, account.version) == ("澜石重工集团", None, 1)
    assert not AccountMember.objects.exists()


# ── The page ──
def test_the_page_tells_the_story(account, act, as_, people):
    deal(account, 860000, act)
    create_account(values={"name": "Qingdao Port", "parent": account}, act=act("lin"))
    add_member(account_id=account.pk, user=people.stranger, part="Assessment", act=act("lin"))
    page = text_of(as_("lin").get(url(account)))
    for words in ("澜石重工集团", "Machinery", "¥860K", "Qingdao Port", "He Bei", "Assessment", "account team"):
        assert words in page


def test_a_subsidiary_outside_the_view_is_counted_but_not_named(account, act, as_, people):
    below = create_account(values={"name": "Secret Port", "parent": account}, act=act("lin"))
    update_account(account_id=below.pk, values={"owner": people.stranger}, act=act("admin"))
    page = text_of(as_("lin").get(url(account)))
    assert "Secret Port" not in page
    assert "1 more lies outside what you may see" in page


def test_a_parent_outside_the_view_is_not_named(act, as_, people):
    above = create_account(values={"name": "Secret Group"}, act=act("admin"))
    below = create_account(values={"name": "Below", "parent": above, "owner": people.lin}, act=act("admin"))
    Account.objects.filter(pk=above.pk).update(owner=people.stranger)
    client = as_("lin")
    addresses = (url(below), url(below, "edit"), "/accounts/?columns=parent", f"/accounts/?parent={above.pk}")
    assert all("Secret Group" not in text_of(client.get(address)) for address in addresses)


@pytest.mark.parametrize(
    ("name", "why"), [("lin", "You own it"), ("wang", "is in your team"), ("auditor", "sees everything")]
)
def test_why_can_i_see_this(account, as_, name, why):
    assert why in text_of(as_(name).get(url(account, "why")))


def test_why_of_the_account_team_and_of_an_account_nobody_owns(account, act, as_, people):
    add_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    assert "account team" in text_of(as_("stranger").get(url(account, "why")))
    orphan = create_account(values={"name": "Orphan", "owner": None}, act=act("admin"))
    assert "everyone sees it" in text_of(as_("stranger").get(url(orphan, "why")))


def test_the_log_tells_who_changed_what_through_which_surface(account, act, as_):
    update_account(account_id=account.pk, values={"industry": "Energy"}, act=act("zhao"))
    page = text_of(as_("lin").get(url(account)))
    for words in ("Machinery →", "Energy", "Zhao Ming", "page"):
        assert words in page


# ── Queries do not grow with rows ──
@pytest.mark.parametrize("address", ["/accounts/", "/accounts/?columns=parent,owner,closed", "/contacts/", "page"])
def test_more_rows_ask_no_more_queries(account, act, as_, django_assert_num_queries, address):
    client = as_("lin")
    where = url(account) if address == "page" else address

    def fill(count):
        for number in range(count):
            below = create_account(values={"name": f"Below {number}", "parent": account}, act=act("lin"))
            create_contact(values={"name": f"Person {number}", "account": account}, roles=["user"], act=act("lin"))
            deal(below, 100, act)
            deal(account, 100, act)

    fill(2)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    fill(12)
    with django_assert_num_queries(len(few)):
        client.get(where)


def test_markup_in_a_name_is_text_everywhere(act, as_):
    bad = "<script>alert(1)</script>"
    made = create_account(values={"name": bad, "industry": bad, "city": bad, "notes": bad}, act=act("lin"))
    deal(made, 100, act)
    for address in ("/accounts/", url(made), url(made, "edit"), "/accounts/pick?q=script", "/search?q=script", "/"):
        assert "<script>alert" not in text_of(as_("lin").get(address))
