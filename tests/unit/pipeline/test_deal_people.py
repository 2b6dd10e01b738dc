"""The people of a deal: several roles each, where they stand in it beside where they stand at the account."""

from __future__ import annotations

from dataclasses import replace
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
from keyaccount.apps.pipeline.models import DealReading, Opportunity, OpportunityContact
from keyaccount.apps.pipeline.queries.deal_people import deal_people
from keyaccount.apps.pipeline.queries.of_contact import purchases_of
from keyaccount.apps.pipeline.services.deal_readings import (
    TakesNoPart,
    record_deal_reading,
    restore_deal_reading,
    withdraw_deal_reading,
)
from keyaccount.apps.pipeline.services.purchase import add_person, remove_person
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
MONTH = timedelta(days=30)


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
    assert text.count(f'class="b" href="/contacts/{su.pk}/">Su<') == 1
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
    assert [part.role for part in deal.people.present().filter(contact=su)] == ["decision_maker"]
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


def taking_part(deal: Opportunity, people: Any, day: Any, who: str = "lin") -> dict[str, tuple[str, ...]]:
    found = deal_people(deal, getattr(people, who), day)
    assert found is not None
    return {one.name: one.roles for one in found.map.here if one.pk in found.own_roles}


class TestHistory:
    @pytest.fixture
    def account(self, act: Any) -> Account:
        return create_account(values={"name": "Acme"}, act=replace(act("lin"), now=NOW - MONTH))

    @pytest.fixture
    def su(self, account: Account, act: Any) -> Contact:
        values = {"name": "Su", "account": account}
        return create_contact(values=values, roles=["user"], act=replace(act("lin"), now=NOW - MONTH))

    @pytest.fixture
    def changed(self, deal: Opportunity, su: Contact, act: Any) -> Opportunity:
        """Ten days ago she took part as purchaser and decision maker; she stopped deciding yesterday, buys no more
        today, and is back as user tomorrow."""
        for day, taken, given in ((-1, "decision_maker", ""), (0, "purchaser", ""), (1, "", "user")):
            later = replace(act("lin"), now=NOW + timedelta(days=day))
            for part in deal.people.present().filter(role=taken or "none"):
                remove_person(opportunity_id=deal.pk, person_id=part.pk, act=later)
            if given:
                add_person(opportunity_id=deal.pk, contact=su, role=given, act=later)
        return deal

    @pytest.fixture
    def deal(self, account: Account, su: Contact, make_deal: Any, act: Any) -> Opportunity:
        made = make_deal("Campus", account=account)
        long_ago = replace(act("lin"), now=NOW - timedelta(days=10))
        for role in ("purchaser", "decision_maker"):
            add_person(opportunity_id=made.pk, contact=su, role=role, act=long_ago)
        return made

    @pytest.mark.parametrize(
        ("day", "roles"),
        [
            (-11, None), (-10, ("decision_maker", "purchaser")), (-2, ("decision_maker", "purchaser")),
            (-1, ("purchaser",)), (0, None), (1, ("user",)),
        ],
    )  # fmt: skip
    def test_a_past_day_tells_who_took_part_on_it(
        self, changed: Opportunity, people: Any, day: int, roles: Any
    ) -> None:
        expected = {} if roles is None else {"Su": roles}
        assert taking_part(changed, people, TODAY + timedelta(days=day)) == expected

    def test_so_does_a_figure(self, changed: Opportunity, people: Any) -> None:
        before, after = (ask("coverage", changed, people, day=TODAY + timedelta(days=day)) for day in (-2, -1))
        assert before.value > after.value

    def test_an_import_without_a_beginning_holds_from_the_first_day_on(
        self, changed: Opportunity, account: Account, act: Any, people: Any
    ) -> None:
        wei = create_contact(values={"name": "Wei", "account": account}, act=replace(act("lin"), now=NOW - MONTH))
        OpportunityContact.objects.create(opportunity=changed, contact=wei, role="approver")
        assert "Wei" in taking_part(changed, people, TODAY - timedelta(days=20))

    def test_the_same_role_again_is_a_second_part_and_only_once_at_a_time(
        self, changed: Opportunity, su: Contact, act: Any
    ) -> None:
        again = [add_person(opportunity_id=changed.pk, contact=su, role="purchaser", act=act("lin")) for _n in range(2)]
        assert again[0] == again[1]
        assert changed.people.filter(role="purchaser").count() == 2

    def test_who_takes_part_no_more_is_in_no_list_of_now(
        self, changed: Opportunity, su: Contact, act: Any, people: Any, page_of: Any
    ) -> None:
        for part in changed.people.present():
            remove_person(opportunity_id=changed.pk, person_id=part.pk, act=act("lin"))
        assert purchases_of(su, people.lin) == []
        with pytest.raises(TakesNoPart):
            read(changed, su, act)
        page = page_of("lin", f"/opportunities/{changed.pk}/").content.decode()
        assert "Who took part" in page
        assert page.count(f'<a href="/contacts/{su.pk}/">Su</a>') == 3
        assert "Add the people who take part in this purchase" in page

    def test_who_takes_part_no_more_can_be_erased(self, changed: Opportunity, su: Contact, act: Any) -> None:
        for part in changed.people.present():
            remove_person(opportunity_id=changed.pk, person_id=part.pk, act=act("lin"))
        erase_person(contact_id=su.pk, request="letter", typed_name="Su", act=act("lin"))
        assert {part.contact.name for part in changed.people.all()} == {f"Erased person {su.pk}"}

    def test_through_the_api(self, changed: Opportunity, su: Contact, client: Any, people: Any, at_nine: None) -> None:
        client.force_login(people.lin)
        place = f"/api/v1/opportunities/{changed.pk}"
        for day, roles in ((TODAY, []), (TODAY - timedelta(days=1), [["purchaser"]])):
            items = client.get(f"{place}/people?as_of={day}").json()["items"]
            assert [one["roles"] for one in items] == roles
        assert [one["role"] for one in client.get(place).json()["people"]] == ["user"]
        assert client.delete(f"{place}/people/{su.pk}").status_code == 204
        assert client.get(place).json()["people"] == []
