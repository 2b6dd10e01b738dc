"""Merging and taking it back: what moves, what is united, what is refused, and that nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.collaboration.models import Attachment
from keyaccount.apps.contacts.models import Contact, ContactRole, ContactState
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.pipeline.models import OpportunityContact, OpportunityState
from keyaccount.apps.pipeline.services import opportunities, orders
from keyaccount.apps.workspace.models import AuditEntry, DuplicatePair, Merge
from keyaccount.apps.workspace.services.quality.finding import find_duplicates
from keyaccount.apps.workspace.services.quality.merging import ChangedMeanwhile, NotInUse, SameRecord, merge
from keyaccount.apps.workspace.services.quality.undoing import ChangedSince, UndoneAlready, undo_merge
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW
from tests.unit.exchange.dumps import dump

LATER = NOW + timedelta(days=3)


@pytest.fixture
def pair(make_account: Any) -> tuple[Account, Account]:
    return make_account("华信科技有限公司", industry="IT"), make_account("华信科技", city="苏州", industry="Software")


def everything() -> dict[str, Any]:
    found = dump()
    del found["workspace.merge"]
    return found


# ── What a merge does ──
def test_all_that_names_the_one_names_the_other(pair: Any, act: Any, make_contact: Any, make_deal: Any) -> None:
    stays, goes = pair
    person, deal = make_contact("王伟", account=goes), make_deal("Campus", account=goes)
    child = accounts.create_account(values={"name": "Sub", "parent": goes}, act=act())
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act(now=LATER))
    for record in (person, deal, child):
        record.refresh_from_db()
    assert (person.account_id, deal.account_id, child.parent_id) == (stays.pk,) * 3
    assert set(OpportunityState.objects.filter(opportunity=deal).values_list("account_id", flat=True)) == {stays.pk}
    assert done.moved["contacts.contact"] == done.moved["pipeline.opportunity"] == done.moved["accounts.account"] == 1
    goes.refresh_from_db()
    assert (goes.merged_into_id, goes.archived_at) == (stays.pk, LATER)
    assert goes not in Account.objects.archived()


def test_values_are_chosen_field_by_field(pair: Any, act: Any) -> None:
    stays, goes = pair
    merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, take=["city", "industry"], act=act())
    stays.refresh_from_db()
    assert (stays.name, stays.city, stays.industry) == ("华信科技有限公司", "苏州", "Software")
    entry = AuditEntry.objects.filter(entity="accounts.account", object_id=stays.pk).first()
    assert entry is not None
    assert entry.changes["city"] == ["", "苏州"]
    assert entry.changes["merged"] == [None, "华信科技"]


def test_an_unknown_field_is_refused_and_nothing_is_written(pair: Any, act: Any) -> None:
    with pytest.raises(Invalid), transaction.atomic():
        merge(ACCOUNTS, survivor=pair[0].pk, merged=pair[1].pk, take=["version"], act=act())
    assert not Merge.objects.exists()


def test_someone_on_both_teams_is_on_one_and_what_they_do_is_kept(pair: Any, act: Any, people: Any) -> None:
    stays, goes = pair
    accounts.add_member(account_id=stays.pk, user=people.wang, act=act())
    accounts.add_member(account_id=goes.pk, user=people.wang, part="delivery", act=act())
    accounts.add_member(account_id=goes.pk, user=people.finance, part="finance", act=act())
    merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    found = AccountMember.objects.order_by("user_id").values_list("account_id", "user_id", "part")
    assert set(found) == {(stays.pk, people.wang.pk, "delivery"), (stays.pk, people.finance.pk, "finance")}


def test_people_are_merged_with_roles_and_purchases(act: Any, make_contact: Any, make_deal: Any) -> None:
    stays = make_contact("王伟", roles=["user", "approver"])
    goes = make_contact("王 伟", roles=["user", "initiator"])
    report = make_contact("李强", reports_to=goes)
    deal = make_deal("Campus")
    for person in (stays, goes):
        OpportunityContact.objects.create(opportunity=deal, contact=person, role="user")
    merge(CONTACTS, survivor=stays.pk, merged=goes.pk, act=act())
    report.refresh_from_db()
    assert report.reports_to_id == stays.pk
    assert set(ContactRole.objects.values_list("contact_id", "role")) == {
        (stays.pk, "user"),
        (stays.pk, "approver"),
        (stays.pk, "initiator"),
    }
    assert OpportunityContact.objects.get().contact_id == stays.pk


def test_blank_custom_fields_are_filled(pair: Any, act: Any) -> None:
    stays, goes = pair
    Account.objects.filter(pk=stays.pk).update(custom={"a": 1})
    Account.objects.filter(pk=goes.pk).update(custom={"a": 2, "b": 3})
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    stays.refresh_from_db()
    assert stays.custom == {"a": 1, "b": 3}
    undo_merge(merge_id=done.pk, act=act())
    stays.refresh_from_db()
    assert stays.custom == {"a": 1}


def test_files_of_one_name_become_revisions_and_none_is_given_up(pair: Any, act: Any, people: Any) -> None:
    stays, goes = pair
    same = {"entity": "accounts.account", "name": "a.pdf", "name_key": "a.pdf", "media_type": "x", "size": 1}
    same |= {"uploaded_by": people.lin, "created_at": NOW, "updated_at": NOW, "digest": "x"}
    for account, revision in ((stays, 1), (goes, 1), (goes, 2)):
        Attachment.objects.create(**same, object_id=account.pk, revision=revision)
    before = everything()
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    found = Attachment.objects.order_by("revision").values_list("object_id", "revision")
    assert [pk for pk, _revision in found] == [stays.pk] * 3
    assert len({revision for _pk, revision in found}) == 3
    undo_merge(merge_id=done.pk, act=act())
    assert everything() == before


def test_how_a_person_once_stood_stays_their_own(make_contact: Any, act: Any) -> None:
    stays, goes = make_contact("王伟", title="Buyer"), make_contact("王 伟", title="Head")
    merge(CONTACTS, survivor=stays.pk, merged=goes.pk, take=["title"], act=act(now=LATER))
    told = ContactState.objects.order_by("contact_id", "valid_from").values_list("contact_id", "title", "archived")
    assert list(told) == [
        (stays.pk, "Buyer", False),
        (stays.pk, "Head", False),
        (goes.pk, "Head", False),
        (goes.pk, "Head", True),
    ]


@pytest.mark.parametrize("upside_down", [False, True])
def test_a_group_never_becomes_a_circle(make_account: Any, act: Any, *, upside_down: bool) -> None:
    top = make_account("Top")
    one = make_account("One", parent=top)
    middle = make_account("Middle", parent=one)
    other = make_account("Other", parent=middle)
    stays, goes = (other, one) if upside_down else (one, other)
    merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    stays.refresh_from_db()
    middle.refresh_from_db()
    assert (stays.parent_id, middle.parent_id) == (top.pk, stays.pk)


def test_what_was_merged_before_leads_on_to_the_last(make_account: Any, act: Any) -> None:
    first, second, third = (make_account(name) for name in ("One", "Two", "Three"))
    merge(ACCOUNTS, survivor=second.pk, merged=first.pk, act=act())
    merge(ACCOUNTS, survivor=third.pk, merged=second.pk, act=act())
    first.refresh_from_db()
    assert first.merged_into_id == third.pk


# ── What is refused ──
def test_only_who_may_write_both_merges_them(make_account: Any, act: Any) -> None:
    mine, theirs = make_account("Acme"), make_account("Acme Ltd", who="wang")
    with pytest.raises(NotAllowed):
        merge(ACCOUNTS, survivor=mine.pk, merged=theirs.pk, act=act("lin"))
    with pytest.raises(NotFound):
        merge(ACCOUNTS, survivor=mine.pk, merged=theirs.pk, act=act("stranger"))
    merge(ACCOUNTS, survivor=mine.pk, merged=theirs.pk, act=act("zhao"))


def test_a_change_since_the_page_was_read_stops_it(pair: Any, act: Any) -> None:
    stays, goes = pair
    accounts.update_account(account_id=goes.pk, values={"city": "上海"}, act=act())
    with pytest.raises(ChangedMeanwhile):
        merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, versions=(1, 1), act=act())


def test_only_two_records_in_use_can_be_merged(pair: Any, act: Any) -> None:
    stays, goes = pair
    with pytest.raises(SameRecord):
        merge(ACCOUNTS, survivor=stays.pk, merged=stays.pk, act=act())
    accounts.archive_account(account_id=goes.pk, act=act())
    with pytest.raises(NotInUse):
        merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())


# ── Figures ──
def test_figures_of_past_days_are_the_sum_of_both(pair: Any, act: Any, make_deal: Any, ask: Any) -> None:
    stays, goes = pair
    past, since = NOW - timedelta(days=9), NOW - timedelta(days=4)
    make_deal("One", 100, account=stays, now=past)
    moved = make_deal("Two", 40, account=goes, now=past)
    opportunities.update_opportunity(opportunity_id=moved.pk, values={"amount": Decimal(60)}, act=act(now=since))
    days = tuple(f"{moment:%Y-%m-%d}" for moment in (past, since, NOW))

    def amounts(account: Account) -> list[Decimal]:
        return [ask("pipeline.amount", as_of=day, account=str(account.pk)).value or Decimal(0) for day in days]

    before = [sum(both) for both in zip(amounts(stays), amounts(goes), strict=True)]
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    assert amounts(stays) == before == [Decimal(140), Decimal(160), Decimal(160)]
    undo_merge(merge_id=done.pk, act=act())
    assert amounts(goes) == [Decimal(40), Decimal(60), Decimal(60)]


# ── Taking it back ──
def test_an_undo_leaves_nothing_behind(pair: Any, act: Any, make_contact: Any, make_deal: Any, people: Any) -> None:
    stays, goes = pair
    make_deal("Campus", account=goes)
    make_contact("王伟", account=goes, roles=["user"])
    accounts.add_member(account_id=stays.pk, user=people.wang, act=act())
    accounts.add_member(account_id=goes.pk, user=people.wang, part="delivery", act=act())
    find_duplicates(ACCOUNTS, NOW)
    assert DuplicatePair.objects.count() == 1
    before = everything()
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, take=["city"], act=act(now=LATER))
    assert everything() != before
    assert not DuplicatePair.objects.exists()
    undo_merge(merge_id=done.pk, act=act(now=LATER + timedelta(hours=1)))
    assert everything() == before
    with pytest.raises(UndoneAlready):
        undo_merge(merge_id=done.pk, act=act(now=LATER))


def test_a_later_change_is_not_thrown_away(pair: Any, act: Any, make_deal: Any) -> None:
    stays, goes = pair
    deal = make_deal("Campus", account=goes)
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act(now=LATER))
    opportunities.update_opportunity(opportunity_id=deal.pk, values={"amount": Decimal(7)}, act=act("zhao", LATER))
    with pytest.raises(ChangedSince) as refused:
        undo_merge(merge_id=done.pk, act=act(now=LATER))
    assert "Campus" in str(refused.value)
    assert "Zhao Ming" in str(refused.value)
    assert Account.objects.get(pk=goes.pk).merged_into_id == stays.pk


def test_what_came_after_stays_with_the_survivor(pair: Any, act: Any, make_deal: Any) -> None:
    stays, goes = pair
    done = merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act(now=LATER))
    later = make_deal("Later", account=stays)
    undo_merge(merge_id=done.pk, act=act(now=LATER))
    later.refresh_from_db()
    assert later.account_id == stays.pk


def test_a_stranger_takes_nothing_back(pair: Any, act: Any) -> None:
    done = merge(ACCOUNTS, survivor=pair[0].pk, merged=pair[1].pk, act=act())
    with pytest.raises(NotFound):
        undo_merge(merge_id=done.pk, act=act("stranger"))
    with pytest.raises(NotAllowed):
        undo_merge(merge_id=done.pk, act=act("auditor"))


WORLDS = st.fixed_dictionaries(
    {
        "parents": st.lists(st.integers(-1, 3), min_size=4, max_size=4),
        "people": st.lists(
            st.tuples(st.integers(0, 3), st.integers(-1, 5), st.sets(st.sampled_from("abc"))), max_size=6
        ),
        "deals": st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.booleans()), max_size=5),
        "members": st.sets(st.tuples(st.integers(0, 3), st.sampled_from(["wang", "finance"]))),
        "orders": st.lists(st.integers(0, 3), max_size=3),
        "take": st.sets(st.sampled_from(ACCOUNTS.fields)),
        "take_person": st.sets(st.sampled_from(CONTACTS.fields)),
        "both": st.permutations(range(4)),
    }
)
ROLES = {"a": "user", "b": "approver", "c": "blocker"}


def make_random(world: Any, act: Any, people: Any) -> tuple[list[Account], list[Contact]]:
    made: list[Account] = []
    for place, above in enumerate(world["parents"]):
        parent = made[above] if 0 <= above < place else None
        values = {"name": f"Firm {place}", "city": f"City {place}" if place % 2 else "", "parent": parent}
        made.append(accounts.create_account(values=values, act=act()))
    for place, name in world["members"]:
        accounts.add_member(account_id=made[place].pk, user=getattr(people, name), part=f"{place}", act=act())
    met: list[Contact] = []
    for number, (place, above, roles) in enumerate(world["people"]):
        superior = met[above] if 0 <= above < number else None
        values = {"name": f"Person {number}", "account": made[place], "reports_to": superior}
        met.append(contacts.create_contact(values=values, roles=[ROLES[role] for role in sorted(roles)], act=act()))
    for number, (place, who, changed) in enumerate(world["deals"]):
        values = {"name": f"Deal {number}", "account": made[place], "amount": Decimal(number + 1)}
        deal = opportunities.create_opportunity(values=values, act=act())
        if who < len(met):
            OpportunityContact.objects.create(opportunity=deal, contact=met[who], role="user")
        if changed:
            given = {"account": made[(place + 1) % 4], "amount": Decimal(9)}
            opportunities.update_opportunity(opportunity_id=deal.pk, values=given, act=act(now=LATER))
    for place in world["orders"]:
        values = {"description": "x", "account": made[place], "amount": Decimal(5), "ordered_on": date(2026, 11, 2)}
        orders.record_order(values=values, act=act())
    return made, met


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS)
def test_merged_and_taken_back_is_never_merged(world: Any, act: Any, people: Any) -> None:
    with transaction.atomic():
        made, met = make_random(world, act, people)
        before, entries = everything(), AuditEntry.objects.count()
        one, other, third, _rest = (made[place] for place in world["both"])
        done = [merge(ACCOUNTS, survivor=one.pk, merged=other.pk, take=world["take"], act=act(now=LATER))]
        done.append(merge(ACCOUNTS, survivor=third.pk, merged=one.pk, act=act(now=LATER)))
        if len(met) > 1:
            taken = world["take_person"]
            done.append(merge(CONTACTS, survivor=met[0].pk, merged=met[1].pk, take=taken, act=act(now=LATER)))
        for model in (Contact, AccountMember):
            assert not model._base_manager.filter(account__in=[one.pk, other.pk]).exists()
        for made_back in reversed(done):
            undo_merge(merge_id=made_back.pk, act=act(now=LATER + timedelta(hours=1)))
        assert everything() == before
        assert AuditEntry.objects.count() > entries
        transaction.set_rollback(True)
