"""Introductions: who may write and read them, what was won behind them, merging and erasing those who made them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.contacts.services import contacts, referrals
from keyaccount.apps.contacts.services.data_subjects import erase_person
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
TODAY = date(2026, 11, 19)


@pytest.fixture
def person(act: Any) -> Contact:
    home = accounts.create_account(values={"name": "Bolt"}, act=act("lin"))
    return contacts.create_contact(values={"name": "An Li", "account": home}, act=act("lin"))


def introduce(account: Account, act: Any, **values: Any) -> Referral:
    return referrals.record_referral(kind="account", object_id=account.pk, values=values, act=act)


def win(account: Account, act: Any, amount: int, day: date) -> None:
    values = {"name": f"Deal {amount}", "account": account, "amount": Decimal(amount), "opened_on": day - timedelta(9)}
    deal = opportunities.create_opportunity(values=values, act=act)
    stages.win_opportunity(opportunity_id=deal.pk, closed_on=day, act=act)


def revenue(act: Any, scope: Scope | None = None, day: date = TODAY) -> Any:
    question = Question(act.actor, TODAY, day) if scope is None else Question(act.actor, TODAY, day, scope)
    return compute("accounts.referrals", question)


def test_one_introducer_whom_the_writer_sees_and_never_oneself(account: Account, person: Contact, act: Any) -> None:
    lin = act("lin")
    with pytest.raises(Invalid):
        introduce(account, lin)
    with pytest.raises(Invalid):
        introduce(account, lin, by_contact=person, by_user=lin.actor)
    with pytest.raises(Invalid):
        introduce(account, lin, by_contact=person, on=TODAY + timedelta(1))
    with pytest.raises(Invalid):
        referrals.record_referral(kind="contact", object_id=person.pk, values={"by_contact": person}, act=lin)
    theirs = contacts.create_contact(values={"name": "Zo"}, act=act("stranger"))
    with pytest.raises(NotFound):
        introduce(account, lin, by_contact=theirs)
    assert introduce(account, lin, by_user=act("wang").actor).on == TODAY


def test_rights_are_those_of_the_one_introduced_and_both_ends_are_seen(
    account: Account, person: Contact, act: Any
) -> None:
    made = introduce(account, act("lin"), by_contact=person)
    with pytest.raises(NotFound):
        introduce(account, act("stranger"), by_user=act("stranger").actor)
    with pytest.raises(NotAllowed):
        introduce(account, act("wang"), by_user=act("wang").actor)
    with pytest.raises(NotAllowed):
        referrals.change_referral(referral_id=made.pk, values={"note": "x"}, act=act("wang"))
    other = accounts.create_account(values={"name": "Theirs"}, act=act("stranger"))
    across = Referral.objects.create(
        by_contact=person, account=other, on=TODAY, created_at=act("lin").now, updated_at=act("lin").now
    )
    assert across not in Referral.objects.visible_to(act("lin").actor)
    assert across not in Referral.objects.visible_to(act("stranger").actor)
    assert across in Referral.objects.visible_to(act("admin").actor)


def test_revenue_counts_once_from_the_first_introduction_on(account: Account, person: Contact, act: Any) -> None:
    lin = act("lin")
    win(account, lin, 50, TODAY - timedelta(20))
    introduce(account, lin, by_contact=person, on=TODAY - timedelta(10))
    introduce(account, lin, by_user=lin.actor, on=TODAY - timedelta(5))
    win(account, lin, 300, TODAY - timedelta(10))
    win(account, lin, 20, TODAY)
    found = revenue(lin)
    assert found.value == Decimal(320)
    assert found.rows.fetch(9) == [{"introducer": "An Li", "accounts": 1, "people": 0, "won": Decimal(320)}]
    assert found.rows.sum_of_rows == found.rows.recount() == found.value
    assert revenue(lin, day=TODAY - timedelta(1)).value == 0  # nobody had written it down by then
    assert revenue(lin, Scope(ScopeKind.ACCOUNT, account.pk, "Acme")).value == Decimal(320)
    assert revenue(act("stranger")).value == 0


def test_an_archived_introduction_counts_no_more_until_it_is_restored(
    account: Account, person: Contact, act: Any
) -> None:
    made = introduce(account, act("lin"), by_contact=person)
    win(account, act("lin"), 7, TODAY)
    referrals.archive_referral(referral_id=made.pk, act=act("lin"))
    assert revenue(act("lin")).value == 0
    referrals.restore_referral(referral_id=made.pk, act=act("lin"))
    assert revenue(act("lin")).value == Decimal(7)


def test_merging_and_erasing_the_introducer(account: Account, person: Contact, act: Any) -> None:
    lin = act("lin")
    twin = contacts.create_contact(values={"name": "An Lee", "account": person.account}, act=lin)
    made = introduce(account, lin, by_contact=twin, note="An Lee called us")
    referrals.record_referral(kind="contact", object_id=person.pk, values={"by_contact": twin}, act=lin)
    merge(CONTACTS, survivor=person.pk, merged=twin.pk, act=lin)
    assert [one.by_contact_id for one in Referral.objects.all()] == [person.pk]  # nobody introduces themselves
    erase_person(contact_id=person.pk, request="letter", typed_name="An Li", act=act("admin"))
    made.refresh_from_db()
    assert made.note == ""
    assert "An Li" not in str(made)


def test_the_pages_show_and_change_introductions(account: Account, person: Contact, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    url = reverse("contacts:new_referral", args=["account", account.pk])
    assert client.post(url, {"on": "2026-11-19"}).status_code == 422
    client.post(url, {"by_contact": person.pk, "on": "2026-11-18", "note": "at the fair"})
    made = Referral.objects.get()
    for page in ("accounts:account", "contacts:contact"):
        record = account if page == "accounts:account" else person
        assert "at the fair" in client.get(reverse(page, args=[record.pk])).content.decode()
    client.post(reverse("contacts:referral", args=[made.pk]), {"by_user": act("lin").actor.pk, "on": "2026-11-18"})
    made.refresh_from_db()
    assert (made.by_contact, made.by_user) == (None, act("lin").actor)
    network = client.get(reverse("pipeline:referrals")).content.decode()
    assert "<svg" in network
    assert network.count("Acme") >= 2  # in the picture and in the table
    client.post(reverse("contacts:archive_referral", args=[made.pk]))
    assert "Who opened which door?" in client.get(reverse("pipeline:referrals")).content.decode()
    client.force_login(act("stranger").actor)
    assert "Acme" not in client.get(reverse("pipeline:referrals")).content.decode()


def test_the_api(account: Account, person: Contact, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    sent = {"kind": "account", "record": account.pk, "by_contact": {"id": person.pk}, "on": "2026-11-01"}
    made = client.post("/api/v1/referrals", json.dumps(sent), content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["by_contact"]["name"] == "An Li"
    listed = client.get(f"/api/v1/referrals?by_contact={person.pk}").json()["items"]
    assert [one["account"]["name"] for one in listed] == ["Acme"]
    both = json.dumps({"by_user": {"name": "lin"}})
    refused = client.patch(
        f"/api/v1/referrals/{made.json()['id']}",
        both,
        content_type="application/json",
        headers={"If-Match": made["ETag"]},
    )
    assert refused.status_code == 422


def test_more_introductions_ask_no_more_queries(account: Account, person: Contact, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    counts = []
    for more in (2, 12):
        for n in range(more):
            other = accounts.create_account(values={"name": f"More {more} {n}"}, act=act("lin"))
            introduce(other, act("lin"), by_contact=person)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("pipeline:referrals"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
