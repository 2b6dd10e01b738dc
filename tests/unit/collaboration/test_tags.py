"""Tags: put on and taken off, one vocabulary, the same in every list, and nothing lost when many change at once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.collaboration.models import Tag, Tagging
from keyaccount.apps.collaboration.queries.tags import divided, names_of, tags_called
from keyaccount.apps.collaboration.services import tags
from keyaccount.apps.collaboration.services.forgetting import forget_attached
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.narrowing import narrowed
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.quality.bulk_kinds import bulk_kind
from keyaccount.apps.workspace.services.quality import bulk_editing
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.apps.workspace.services.quality.undoing import undo_merge
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
ENTITY = "accounts.account"
PART = {"HX-Request": "true"}


@pytest.fixture
def account(act: Any) -> Account:
    return accounts.create_account(values={"name": "Acme", "tags": ["Trade fair", "hot"]}, act=act("lin"))


def on(account: Account) -> list[str]:
    return names_of(ENTITY, [account.pk]).get(account.pk, [])


def put(account: Account, name: str, act: Any) -> None:
    tags.add_tag(kind="account", object_id=account.pk, name=name, act=act)


# ── On a record ──
def test_a_new_name_is_a_new_tag_and_the_same_name_is_the_same_tag(account: Account, act: Any) -> None:
    other = accounts.create_account(values={"name": "Bolt", "tags": [" TRADE  fair ", "trade fair"]}, act=act("lin"))
    assert on(account) == ["hot", "Trade fair"]
    assert on(other) == ["Trade fair"]
    assert Tag.objects.count() == 2


def test_adding_and_taking_off_is_a_change_of_the_record(account: Account, act: Any) -> None:
    put(account, "2026", act("lin"))
    tags.remove_tag(kind="account", object_id=account.pk, name="HOT", act=act("lin"))
    put(account, "2026", act("lin"))  # is there already: no change
    account.refresh_from_db()
    assert on(account) == ["2026", "Trade fair"]
    assert account.version == 3
    told = AuditEntry.objects.filter(entity=ENTITY, object_id=account.pk).order_by("id")
    assert [entry.changes.get("tags") for entry in told] == [
        [[], ["hot", "Trade fair"]],
        [["hot", "Trade fair"], ["2026", "hot", "Trade fair"]],
        [["2026", "hot", "Trade fair"], ["2026", "Trade fair"]],
    ]


@pytest.mark.parametrize("name", ["", "  ", "a;b", "x" * 41, "a\x00b"])
def test_a_name_that_cannot_be_a_tag_is_refused(account: Account, act: Any, name: str) -> None:
    with pytest.raises(Invalid):
        put(account, name, act("lin"))
    assert on(account) == ["hot", "Trade fair"]


def test_thirty_tags_are_the_most(account: Account, act: Any) -> None:
    accounts.update_account(account_id=account.pk, values={"tags": [f"t{n}" for n in range(30)]}, act=act("lin"))
    with pytest.raises(Invalid):
        put(account, "one more", act("lin"))
    assert len(on(account)) == 30


def test_rights_are_those_of_the_record(account: Account, act: Any) -> None:
    with pytest.raises(NotFound):
        put(account, "x", act("stranger"))
    with pytest.raises(NotAllowed):
        put(account, "x", act("wang"))
    assert not Tagging.objects.visible_to(act("stranger").actor).exists()
    assert Tagging.objects.visible_to(act("wang").actor).count() == 2


def test_the_same_field_changed_by_two_asks(account: Account, act: Any) -> None:
    put(account, "new", act("lin"))
    with pytest.raises(Conflict):
        accounts.update_account(account_id=account.pk, values={"tags": ["mine"]}, act=act("zhao"), version=1)
    accounts.update_account(account_id=account.pk, values={"industry": "Steel"}, act=act("zhao"), version=1)
    assert on(account) == ["hot", "new", "Trade fair"]


def test_people_and_deals_have_them_too(act: Any, account: Account) -> None:
    person = contacts.create_contact(values={"name": "Li", "account": account, "tags": ["hot"]}, act=act("lin"))
    deal = opportunities.create_opportunity(
        values={"name": "Lamps", "account": account, "tags": ["cold", "hot"]}, act=act("lin")
    )
    contacts.update_contact(contact_id=person.pk, values={"tags": []}, act=act("lin"))
    assert names_of("contacts.contact", [person.pk]) == {}
    assert names_of("pipeline.opportunity", [deal.pk]) == {deal.pk: ["cold", "hot"]}
    tag = Tag.objects.get(key="cold")
    assert list(Opportunity.objects.filter(narrowed({"tag": str(tag.pk)}))) == [deal]
    forget_attached(entity="pipeline.opportunity", object_id=deal.pk)
    assert not Opportunity.objects.filter(narrowed({"tag": str(tag.pk)})).exists()


# ── Lists ──
def test_lists_are_narrowed_by_all_of_the_tags_or_none(account: Account, act: Any) -> None:
    other = accounts.create_account(values={"name": "Bolt", "tags": ["hot"]}, act=act("lin"))
    bare = accounts.create_account(values={"name": "Cold"}, act=act("lin"))
    hot, fair = Tag.objects.get(key="hot"), Tag.objects.get(key="trade fair")

    def listed(text: str) -> set[Account]:
        return set(accounts_listed(act("lin").actor, {"tag": text}, date(2026, 11, 19)))

    assert listed(str(hot.pk)) == {account, other}
    assert listed(f"{hot.pk},{fair.pk}") == {account}
    assert listed("none") == {bare}
    assert listed("999999") == set()
    with pytest.raises(Invalid):
        listed("hot")


def test_suggestions_find_pinyin_and_leave_out_what_is_retired(act: Any) -> None:
    made = [tags.create_tag(values={"name": name, "colour": "acc"}, act=act("admin")) for name in ("展会客户", "续约")]
    assert tags_called("zhkh") == [made[0]]
    tags.retire_tag(tag_id=made[0].pk, act=act("admin"))
    assert tags_called("zhkh") == []


def test_names_in_one_text() -> None:
    assert divided(" a ;B； b;;  c d ") == ["a", "b", "c d"]


# ── The vocabulary ──
def test_a_retired_tag_stays_where_it_stands_and_is_put_nowhere_new(account: Account, act: Any) -> None:
    other = accounts.create_account(values={"name": "Bolt"}, act=act("lin"))
    tags.retire_tag(tag_id=Tag.objects.get(key="hot").pk, act=act("admin"))
    with pytest.raises(Invalid):
        put(other, "hot", act("lin"))
    put(account, "new", act("lin"))
    assert on(account) == ["hot", "new", "Trade fair"]


def test_renaming_keeps_the_records(account: Account, act: Any) -> None:
    hot = Tag.objects.get(key="hot")
    tags.change_tag(tag_id=hot.pk, values={"name": "urgent", "colour": "bad"}, act=act("admin"))
    assert on(account) == ["Trade fair", "urgent"]
    with pytest.raises(tags.TagTaken):
        tags.change_tag(tag_id=hot.pk, values={"name": "TRADE FAIR"}, act=act("admin"))
    with pytest.raises(NotAllowed):
        tags.change_tag(tag_id=hot.pk, values={"name": "mine"}, act=act("lin"))


def test_merging_two_tags_leaves_each_record_with_one_and_old_filters_whole(account: Account, act: Any) -> None:
    other = accounts.create_account(values={"name": "Bolt", "tags": ["warm"]}, act=act("lin"))
    warm, hot = Tag.objects.get(key="warm"), Tag.objects.get(key="hot")
    put(account, "warm", act("lin"))
    tags.merge_tags(tag_id=warm.pk, into=hot, act=act("admin"))
    assert on(account) == ["hot", "Trade fair"]
    assert on(other) == ["hot"]
    for pk in (warm.pk, hot.pk):
        assert set(accounts_listed(act("lin").actor, {"tag": str(pk)}, date(2026, 11, 19))) == {account, other}
    put(other, "WARM", act("lin"))  # the old word means the tag it became
    assert on(other) == ["hot"]
    with pytest.raises(tags.SameTag):
        tags.merge_tags(tag_id=hot.pk, into=hot, act=act("admin"))


# ── Many at once ──
def test_many_get_and_lose_tags_and_get_them_back(account: Account, act: Any) -> None:
    other = accounts.create_account(values={"name": "Bolt"}, act=act("lin"))
    chosen = bulk_editing.choose_records(bulk_kind("accounts"), deed="set", ids=[account.pk, other.pk], act=act("lin"))
    values = {"add_tags": ["wave", "hot"], "remove_tags": ["trade fair"]}
    done = bulk_editing.start_change(change_id=chosen.pk, values=values, act=act("lin"))
    assert (done.changed, done.unchanged, done.refused) == (2, 0, [])
    assert on(account) == on(other) == ["hot", "wave"]
    bulk_editing.start_undo(change_id=done.pk, act=act("lin"))
    assert on(account) == ["hot", "Trade fair"]
    assert on(other) == []


def test_the_page_foresees_what_becomes_of_the_tags(account: Account, act: Any, client: Client) -> None:
    same = accounts.create_account(values={"name": "Same", "tags": ["wave"]}, act=act("lin"))
    chosen = bulk_editing.choose_records(bulk_kind("accounts"), deed="set", ids=[account.pk, same.pk], act=act("lin"))
    client.force_login(act("lin").actor)
    asked = {"set_add_tags": "on", "add_tags": "wave; ", "preview": "1"}
    page = client.post(reverse("workspace:bulk_change", args=[chosen.pk]), asked)
    assert page.context["preview"].changing == 1
    assert page.context["preview"].same == 1
    assert page.context["preview"].rows[0].changes == [("Add tags", "hot, Trade fair", "hot, Trade fair, wave")]
    ran = client.post(reverse("workspace:bulk_change", args=[chosen.pk]), {**asked, "run": "1", "preview": ""})
    assert ran.status_code in {200, 302}


def test_merged_records_have_the_tags_of_both_until_it_is_taken_back(account: Account, act: Any) -> None:
    twin = accounts.create_account(values={"name": "Acme Ltd", "tags": ["hot", "old"]}, act=act("lin"))
    done = merge(ACCOUNTS, survivor=account.pk, merged=twin.pk, act=act("lin"))
    assert on(account) == ["hot", "old", "Trade fair"]
    undo_merge(merge_id=done.pk, act=act("lin"))
    assert (on(account), on(twin)) == (["hot", "Trade fair"], ["hot", "old"])


# ── Pages and API ──
def test_tags_are_put_on_and_taken_off_in_place(account: Account, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    page = client.get(reverse("accounts:account", args=[account.pk])).content.decode()
    assert "Trade fair" in page
    assert "Add a tag" in page
    url = reverse("collaboration:add_tag", args=["account", account.pk])
    part = client.post(url, {"name": "new"}, headers=PART)
    assert "new" in part.content.decode()
    assert part.status_code == 200
    refused = client.post(url, {"name": "a;b"}, headers=PART)
    assert refused.status_code == 422
    assert 'value="a;b"' in refused.content.decode()
    client.post(reverse("collaboration:remove_tag", args=["account", account.pk]), {"name": "new"}, headers=PART)
    assert on(account) == ["hot", "Trade fair"]
    client.force_login(act("wang").actor)
    assert "Add a tag" not in client.get(reverse("accounts:account", args=[account.pk])).content.decode()
    assert client.post(url, {"name": "x"}, headers=PART).status_code == 403


def test_the_list_shows_and_filters_tags(account: Account, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    hot = Tag.objects.get(key="hot")
    page = client.get(f"{reverse('accounts:list')}?tag={hot.pk}&columns=tags").content.decode()
    assert "Trade fair" in page
    menu = client.get(reverse("accounts:choices", args=["tag"])).content.decode()
    assert f"tag={hot.pk}" in menu
    assert "tag=none" in menu
    table = client.get(f"{reverse('pipeline:table')}?tag={hot.pk}&columns=name,tags")
    assert table.status_code == 200
    assert f"tag={hot.pk}" in client.get(f"{reverse('pipeline:filter', args=['tag'])}?view=table").content.decode()


def test_the_settings_page_names_the_vocabulary(account: Account, act: Any, client: Client) -> None:
    client.force_login(act("admin").actor)
    assert "on 1 record" in client.get(reverse("collaboration:tags")).content.decode()
    hot, fair = Tag.objects.get(key="hot"), Tag.objects.get(key="trade fair")
    twice = client.post(reverse("collaboration:new_tag"), {"name": "HOT", "colour": "acc"})
    assert twice.status_code == 422
    client.post(reverse("collaboration:tag", args=[hot.pk]), {"name": "Urgent", "colour": "bad"})
    client.post(reverse("collaboration:merge_tag", args=[fair.pk]), {"into": hot.pk})
    client.post(reverse("collaboration:retire_tag", args=[hot.pk]))
    assert on(account) == ["Urgent"]
    client.post(reverse("collaboration:restore_tag", args=[hot.pk]))
    hot.refresh_from_db()
    assert hot.archived_at is None
    assert hot.colour == "bad"


def test_the_api_reads_writes_and_filters_tags(account: Account, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    url = f"/api/v1/accounts/{account.pk}"
    found = client.get(url)
    assert found.json()["tags"] == ["hot", "Trade fair"]
    changed = client.patch(
        url, json.dumps({"tags": ["Hot", "new"]}), content_type="application/json", headers={"If-Match": found["ETag"]}
    )
    assert changed.status_code == 200, changed.content
    assert changed.json()["tags"] == ["hot", "new"]
    listed = client.get("/api/v1/accounts?tag=new;hot").json()["items"]
    assert [one["id"] for one in listed] == [account.pk]
    assert listed[0]["tags"] == ["hot", "new"]
    assert client.get("/api/v1/accounts?tag=nothing").json()["items"] == []
    made = client.post("/api/v1/contacts", json.dumps({"name": "Li", "tags": ["a"]}), content_type="application/json")
    assert made.json()["tags"] == ["a"]
    bad = client.patch(
        url, json.dumps({"tags": ["a;b"]}), content_type="application/json", headers={"If-Match": changed["ETag"]}
    )
    assert bad.status_code == 422
    assert "tags" in bad.content.decode()
