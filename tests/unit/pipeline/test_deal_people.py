"""The people of a deal: several roles each, where they stand in it beside where they stand at the account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.data_subjects import erase_person
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.contacts.services.readings import Seen, record_reading
from keyaccount.apps.pipeline.models import DealReading, Opportunity
from keyaccount.apps.pipeline.queries.deal_people import deal_people
from keyaccount.apps.pipeline.services.deal_readings import (
    TakesNoPart,
    record_deal_reading,
    restore_deal_reading,
    withdraw_deal_reading,
)
from keyaccount.apps.pipeline.services.purchase import add_person
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.apps.workspace.services.quality.undoing import undo_merge
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, TODAY

EVERYONE = ("lin", "wang", "zhao", "stranger", "finance", "auditor", "admin")
CHAMPION = Seen(dynamics_high=True, receptivity_high=True, evidence="Rang us first")
AGAINST = Seen(dynamics_high=True, receptivity_high=False, evidence="Praised the rival")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def account(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def su(account: Account, act: Any) -> Contact:
    """A user at the account, and for us there."""
    made = create_contact(values={"name": "Su", "account": account}, roles=["user"], act=act("lin"))
    record_reading(contact_id=made.pk, seen=CHAMPION, act=act("lin"))
    return made


@pytest.fixture
def deal(account: Account, su: Contact, make_deal: Any, act: Any) -> Opportunity:
    """In which she decides and pays."""
    made = make_deal("Campus", account=account)
    for role in ("purchaser", "decision_maker"):
        add_person(opportunity_id=made.pk, contact=su, role=role, act=act("lin"))
    return made


def read(deal: Opportunity, su: Contact, act: Any, seen: Seen = AGAINST, who: str = "lin") -> DealReading:
    return record_deal_reading(opportunity_id=deal.pk, contact_id=su.pk, seen=seen, act=act(who))


def ask(key: str, deal: Opportunity, people: Any, who: str = "lin", day: Any = TODAY) -> Any:
    question = Question(getattr(people, who), TOMORROW, day).narrowed(opportunity=str(deal.pk))
    return compute(f"pipeline.people_{key}", question)


def test_what_the_deal_does_not_say_is_as_at_the_account(
    deal: Opportunity, account: Account, act: Any, people: Any
) -> None:
    wei = create_contact(values={"name": "Wei", "account": account}, roles=["approver"], act=act("lin"))
    add_person(opportunity_id=deal.pk, contact=wei, act=act("lin"))
    found = deal_people(deal, people.lin, TODAY)
    assert found is not None
    su, other = found.map.here
    assert (su.roles, su.weight, str(su.commitment)) == (("decision_maker", "purchaser"), 5, "champion")
    assert (other.roles, other.commitment) == (("approver",), None)
    assert (found.own_roles, found.own_readings) == (frozenset({su.pk}), frozenset())


def test_support_coverage_and_warnings_of_the_deal(deal: Opportunity, su: Contact, act: Any, people: Any) -> None:
    assert ask("support", deal, people).value == Decimal(2)
    read(deal, su, act)
    assert ask("support", deal, people).value == Decimal(-2)
    assert compute_at_account(deal, people) == Decimal(2)
    assert ask("coverage", deal, people).value == Decimal(2) / Decimal(7)
    assert "obstructed" in {row["kind"] for row in ask("warnings", deal, people).value}


def compute_at_account(deal: Opportunity, people: Any) -> Any:
    scope = Scope(ScopeKind.ACCOUNT, deal.account_id, "Acme")
    return compute("people.support", Question(people.lin, TOMORROW, TODAY, scope)).value


def test_a_past_day_is_asked_as_it_was_and_a_reading_fades(
    deal: Opportunity, su: Contact, act: Any, people: Any
) -> None:
    old = Seen(dynamics_high=True, receptivity_high=False, evidence="Said no", on=TODAY - timedelta(days=181))
    read(deal, su, act, old)
    found = deal_people(deal, people.lin, TODAY)
    assert found is not None
    assert str(found.map.here[0].certainty) == "faded"
    read(deal, su, act, CHAMPION)
    then = deal_people(deal, people.lin, TODAY)
    assert then is not None
    assert (str(then.map.here[0].commitment), str(then.map.here[0].certainty)) == ("champion", "confirmed")
    guess = Seen(dynamics_high=False, receptivity_high=False, assumed=True)
    record_deal_reading(opportunity_id=deal.pk, contact_id=su.pk, seen=guess, act=act("lin", NOW + timedelta(days=1)))
    assert ask("support", deal, people, day=TODAY).value == Decimal(2)
    assert ask("support", deal, people, day=TOMORROW).value == Decimal(-1)


def test_a_reading_needs_what_shows_it_and_somebody_who_takes_part(
    deal: Opportunity, su: Contact, account: Account, act: Any
) -> None:
    with pytest.raises(Invalid):
        read(deal, su, act, Seen(dynamics_high=True, receptivity_high=True))
    with pytest.raises(Invalid):
        read(deal, su, act, Seen(dynamics_high=True, receptivity_high=True, assumed=True, on=TOMORROW))
    other = create_contact(values={"name": "Wei", "account": account}, act=act("lin"))
    with pytest.raises(TakesNoPart):
        read(deal, other, act)
    assert not DealReading.objects.exists()


@pytest.mark.parametrize("who", EVERYONE)
def test_who_writes(who: str, deal: Opportunity, su: Contact, act: Any) -> None:
    made = read(deal, su, act)
    if who in {"lin", "zhao", "admin"}:
        read(deal, su, act, CHAMPION, who)
        withdraw_deal_reading(reading_id=made.pk, act=act(who))
        assert restore_deal_reading(reading_id=made.pk, act=act(who)).withdrawn_at is None
        return
    refused = NotFound if who == "stranger" else NotAllowed
    with pytest.raises(refused):
        read(deal, su, act, CHAMPION, who)
    with pytest.raises(refused):
        withdraw_deal_reading(reading_id=made.pk, act=act(who))


@pytest.mark.parametrize("who", EVERYONE)
def test_evidence_is_for_the_account_team_on_page_api_and_trail(
    who: str, deal: Opportunity, su: Contact, account: Account, act: Any, people: Any, page_of: Any
) -> None:
    read(deal, su, act)
    if who == "wang":
        add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    urls = (f"/opportunities/{deal.pk}/", f"/api/v1/opportunities/{deal.pk}/readings")
    told = ["Praised the rival" in page_of(who, url).content.decode() for url in urls]
    assert told == [who in {"lin", "wang"}] * 2
    assert "Praised" not in page_of(who, "/settings/audit/").content.decode()
    assert "Praised" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


def test_the_page_shows_every_role_once_and_writes_a_reading(
    deal: Opportunity, su: Contact, page_of: Any, send: Any
) -> None:
    text = page_of("lin", f"/opportunities/{deal.pk}/").content.decode()
    assert text.count(f'href="/contacts/{su.pk}/">Su<') == 1
    assert "Decision maker" in text
    assert "as at the account" in text
    url = f"/opportunities/{deal.pk}/people/{su.pk}/reading"
    assert send("lin", url, {"where": "doubter", "on": "2026-11-19"}).status_code == 422
    data = {"where": "doubter", "on": "2026-11-19", "evidence": "Cool"}
    assert send("lin", url, data).status_code == 302
    text = page_of("lin", f"/opportunities/{deal.pk}/").content.decode()
    assert "in this deal" in text
    assert "Cool" in text
    made = DealReading.objects.get()
    assert send("lin", f"/opportunities/{deal.pk}/readings/{made.pk}/withdraw").status_code == 302
    assert not DealReading.objects.standing().exists()


def test_the_api_reads_and_writes_it(
    deal: Opportunity, su: Contact, account: Account, client: Any, people: Any, act: Any, at_nine: None
) -> None:
    client.force_login(people.lin)
    path = f"/api/v1/opportunities/{deal.pk}"
    seen = {"dynamics_high": True, "receptivity_high": False, "evidence": "No"}
    made = client.post(f"{path}/people/{su.pk}/readings", seen, content_type="application/json")
    assert (made.status_code, made.json()["commitment"], made.json()["evidence"]) == (201, "obstructionist", "No")
    wei = create_contact(values={"name": "Wei", "account": account}, act=act("lin"))
    body = {"contact": wei.pk, "role": "user"}
    added = client.post(f"{path}/people", body, content_type="application/json")
    assert added.status_code == 201, added.content
    found = {one["contact"]["name"]: one for one in client.get(f"{path}/people").json()["items"]}
    assert (found["Su"]["commitment"], found["Su"]["read_in_deal"], found["Su"]["certainty"]) == (
        "obstructionist",
        True,
        "confirmed",
    )
    assert (found["Wei"]["roles"], found["Wei"]["commitment"]) == (["user"], None)
    assert client.delete(f"{path}/people/{su.pk}?role=purchaser").status_code == 204
    assert [part.role for part in deal.people.filter(contact=su)] == ["decision_maker"]
    assert client.delete(f"{path}/readings/{made.json()['id']}").status_code == 204
    before = client.get(f"{path}/people?as_of=2026-01-01").json()["items"]
    assert before == []


def test_a_merge_moves_it_and_an_erasure_takes_what_showed_it(
    deal: Opportunity, su: Contact, account: Account, act: Any
) -> None:
    made = read(deal, su, act)
    other = create_contact(values={"name": "Su P", "account": account}, act=act("lin"))
    done = merge(CONTACTS, survivor=other.pk, merged=su.pk, act=act("lin"))
    made.refresh_from_db()
    assert made.contact_id == other.pk
    undo_merge(merge_id=done.pk, act=act("lin"))
    win_opportunity(opportunity_id=deal.pk, act=act("lin"))
    erase_person(contact_id=su.pk, request="Letter", typed_name="Su", act=act("lin"))
    made.refresh_from_db()
    assert (made.contact_id, made.evidence, made.dynamics_high) == (su.pk, "", True)
    told = AuditEntry.objects.filter(entity="pipeline.dealreading").values_list("label", flat=True)
    assert "Su" not in set(told)
