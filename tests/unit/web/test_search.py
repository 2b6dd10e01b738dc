"""The command bar: what it finds, in which order, and for whom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from keyaccount.apps.accounts.services.accounts import archive_account, create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.services.opportunities import create_opportunity

HTMX = {"HX-Request": "true"}
RECORDS = ("Accounts", "Contacts", "Opportunities")


@pytest.fixture
def as_(people):
    def sign_in(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(people, name))
        return client

    return sign_in


@pytest.fixture
def world(act):
    account = create_account(values={"name": "华为技术有限公司", "industry": "Telecom"}, act=act("lin"))
    create_contact(values={"name": "华为民", "account": account, "title": "CFO"}, act=act("lin"))
    create_opportunity(values={"name": "Campus framework", "account": account, "amount": Decimal(1000)}, act=act("lin"))
    return account


def found(client, text):
    groups = client.get("/search", {"q": text}).context["groups"]
    return {group.title: [entry.hit.name for entry in group.entries] for group in groups}


@pytest.mark.parametrize("text", ["华为", "huawei", "hw", "HWJS", "ＨＷ"])
def test_records_are_found_by_name_pinyin_and_initials(world, as_, text):
    assert found(as_("lin"), text)["Accounts"] == ["华为技术有限公司"]


def test_a_person_is_found_with_title_and_account(world, as_):
    client = as_("lin")
    page = client.get("/search", {"q": "hwm"}, headers=HTMX)
    assert found(client, "hwm")["Contacts"] == ["华为民"]
    assert "CFO" in page.content.decode()


@pytest.mark.parametrize("text", ["campus", "frame", "华为"])
def test_a_deal_is_found_by_its_name_or_its_accounts(world, as_, text):
    assert found(as_("lin"), text)["Opportunities"] == ["Campus framework"]


@pytest.mark.parametrize(
    ("name", "sees"),
    [("lin", True), ("wang", True), ("zhao", True), ("stranger", False), ("finance", True), ("auditor", True)],
)
def test_only_what_the_reader_sees_is_found(world, as_, name, sees):
    for text in ("华为", "campus"):
        records = [title for title in found(as_(name), text) if title in RECORDS]
        assert bool(records) is sees


def test_archived_records_are_not_found(world, act, as_):
    archive_account(account_id=world.pk, act=act("lin"))
    assert "Accounts" not in found(as_("lin"), "huawei")


def test_no_more_than_eight_of_a_kind(act, as_):
    for number in range(12):
        create_account(values={"name": f"Acme {number:02}"}, act=act("lin"))
    assert found(as_("lin"), "acme")["Accounts"] == [f"Acme {number:02}" for number in range(8)]


def test_places_and_acts_are_found_by_their_names(db, as_):
    groups = found(as_("lin"), "acc")
    assert "Accounts" in groups["Places"]
    assert "New account" in groups["Acts"]


def test_acts_are_for_those_who_may(db, as_):
    assert "Acts" not in found(as_("auditor"), "new")
    assert found(as_("lin"), "new")["Acts"][:2] == ["New opportunity", "New account"]


def test_nothing_typed_shows_own_accounts_places_and_acts(world, as_):
    groups = found(as_("lin"), "")
    assert groups["Accounts"] == ["华为技术有限公司"]
    assert "Today" in groups["Places"]
    assert "Accounts" not in found(as_("wang"), "")


def test_nothing_found_says_so(db, as_):
    page = as_("lin").get("/search", {"q": "<zzz>"}, headers=HTMX).content.decode()
    assert "Nothing is called “&lt;zzz&gt;”" in page


def test_opened_by_itself_it_is_a_page(world, as_):
    page = as_("lin").get("/search", {"q": "huawei"}).content.decode()
    assert "<html" in page
    assert "华为技术有限公司" in page


def test_a_very_long_text_is_cut(db, as_):
    assert as_("lin").get("/search", {"q": "x" * 5000}, headers=HTMX).status_code == 200
