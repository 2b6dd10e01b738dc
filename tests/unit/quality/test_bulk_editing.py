"""Changing many records at once: what happens, what is refused, and that one act takes it all back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import ContactState
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import AuditEntry, BulkChange
from keyaccount.apps.workspace.queries.quality.bulk_kinds import bulk_kind
from keyaccount.apps.workspace.services.jobs import work_once
from keyaccount.apps.workspace.services.quality import bulk_editing
from keyaccount.apps.workspace.services.quality.bulk_editing import (
    HasRun,
    NothingChosen,
    NotToUndo,
    choose_records,
    start_change,
    start_undo,
)
from keyaccount.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW
from tests.unit.exchange.dumps import dump

LATER = NOW + timedelta(hours=2)


def chosen(kind: str, records: Any, act: Any, deed: str = "set", who: str = "lin") -> BulkChange:
    return choose_records(bulk_kind(kind), deed=deed, ids=[record.pk for record in records], act=act(who))


def everything() -> dict[str, Any]:
    found = dump()
    del found["workspace.bulkchange"], found["workspace.bulkbatch"]
    return found


def test_all_chosen_are_changed_and_taken_back_to_the_row(make_account: Any, make_contact: Any, act: Any) -> None:
    made = [make_account(f"Firm {number}") for number in range(3)]
    people = [make_contact(f"Person {number}", account=made[0]) for number in range(2)]
    before = everything()
    change = start_change(
        change_id=chosen("accounts", made, act).pk, values={"industry": "IT", "province": "江苏"}, act=act(now=LATER)
    )
    assert set(Account.objects.values_list("industry", "province", "version")) == {("IT", "江苏", 2)}
    moved = start_change(change_id=chosen("contacts", people, act).pk, values={"account": made[1]}, act=act(now=LATER))
    assert ContactState.objects.filter(account=made[1]).count() == 2
    assert (change.changed, moved.changed) == (3, 2)
    assert AuditEntry.objects.filter(ref=change.ref).count() == 3
    for each in (moved, change):
        start_undo(change_id=each.pk, act=act(now=LATER))
    assert everything() == before


def test_deals_keep_their_past_and_get_it_back(make_deal: Any, act: Any, people: Any) -> None:
    made = [make_deal(f"Deal {number}", number + 1) for number in range(3)]
    before = everything()
    values = {"owner": people.wang, "expected_close": date(2027, 1, 5)}
    change = start_change(change_id=chosen("opportunities", made, act).pk, values=values, act=act(now=LATER))
    assert set(Opportunity.objects.values_list("owner__username", flat=True)) == {"wang"}
    assert OpportunityState.objects.count() == 6
    start_undo(change_id=change.pk, act=act(now=LATER))
    assert everything() == before


@pytest.mark.parametrize("kind", ["accounts", "contacts", "opportunities"])
def test_archived_and_restored_in_bulk(
    make_account: Any, make_contact: Any, make_deal: Any, act: Any, kind: str
) -> None:
    make = {"accounts": make_account, "contacts": make_contact, "opportunities": make_deal}[kind]
    made = [make(f"Name {number}") for number in range(2)]
    rows = bulk_kind(kind).rows
    gone = start_change(change_id=chosen(kind, made, act, "archive").pk, values={}, act=act(now=LATER))
    assert rows.archived().count() == 2
    start_change(change_id=chosen(kind, made, act, "restore").pk, values={}, act=act(now=LATER))
    assert rows.present().count() == 2
    undone = start_undo(change_id=gone.pk, act=act(now=LATER))
    assert len(undone.kept) == 2, "both were restored since, which is a change of its own"


def test_what_may_not_be_written_is_refused_and_the_rest_goes_in(make_account: Any, act: Any) -> None:
    made = [make_account("Mine"), make_account("Theirs", who="wang"), make_account("Mine too")]
    change = start_change(change_id=chosen("accounts", made, act).pk, values={"industry": "IT"}, act=act())
    assert (change.changed, [one["label"] for one in change.refused]) == (2, ["Theirs"])
    assert "may not" in change.refused[0]["reason"]


def test_a_record_changed_since_stays_and_is_named(make_account: Any, act: Any) -> None:
    made = [make_account("One"), make_account("Two")]
    change = start_change(change_id=chosen("accounts", made, act).pk, values={"industry": "IT"}, act=act())
    accounts.update_account(account_id=made[0].pk, values={"city": "苏州"}, act=act("zhao"))
    undone = start_undo(change_id=change.pk, act=act(now=LATER))
    assert [(one["label"], one["reason"]) for one in undone.kept] == [
        ("One", "It was changed by Zhao Ming on 2026-11-19.")
    ]
    assert list(Account.objects.order_by("name").values_list("name", "industry", "city")) == [
        ("One", "IT", "苏州"),
        ("Two", "", ""),
    ]


def test_what_is_so_already_is_left_alone(make_account: Any, act: Any) -> None:
    made = [make_account("One", industry="IT"), make_account("Two")]
    change = start_change(change_id=chosen("accounts", made, act).pk, values={"industry": "IT"}, act=act())
    assert (change.changed, change.unchanged, made[0].version) == (1, 1, 1)


def test_many_run_in_the_background_and_go_on_after_a_stop(make_account: Any, act: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(bulk_editing, "AT_ONCE", 2)
    monkeypatch.setattr(bulk_editing, "BATCH", 2)
    made = [make_account(f"Firm {number}") for number in range(5)]
    change = start_change(change_id=chosen("accounts", made, act).pk, values={"industry": "IT"}, act=act())
    assert change.job is not None
    assert Account.objects.filter(industry="IT").count() == 0
    turns = iter([False, True])
    work_once(runner="one", clock=lambda: LATER, stopping=lambda: next(turns))
    change.refresh_from_db()
    assert (change.done, change.changed) == (2, 2), "the batch in which it was told to stop is not written"
    with pytest.raises(NotToUndo):
        start_undo(change_id=change.pk, act=act())
    work_once(runner="two", clock=lambda: LATER)
    change.refresh_from_db()
    assert (change.done, change.changed) == (5, 5)
    start_undo(change_id=change.pk, act=act())
    work_once(runner="three", clock=lambda: LATER)
    assert Account.objects.filter(industry="IT").count() == 0


def test_only_what_one_sees_can_be_chosen_and_a_change_is_its_author_s(make_account: Any, act: Any) -> None:
    made = [make_account("Mine")]
    with pytest.raises(NothingChosen):
        chosen("accounts", made, act, who="stranger")
    with pytest.raises(NotAllowed):
        chosen("accounts", made, act, who="auditor")
    change = chosen("accounts", made, act)
    with pytest.raises(NotFound):
        start_change(change_id=change.pk, values={"industry": "IT"}, act=act("wang"))


def test_a_change_runs_and_is_taken_back_once(make_account: Any, act: Any) -> None:
    change = chosen("accounts", [make_account("One")], act)
    with pytest.raises(NotToUndo):
        start_undo(change_id=change.pk, act=act())
    start_change(change_id=change.pk, values={"industry": "IT"}, act=act())
    with pytest.raises(HasRun):
        start_change(change_id=change.pk, values={"industry": "Media"}, act=act())
    start_undo(change_id=change.pk, act=act())
    with pytest.raises(NotToUndo):
        start_undo(change_id=change.pk, act=act())


def test_nobody_gives_records_to_whom_they_may_not(make_account: Any, act: Any, people: Any) -> None:
    change = chosen("accounts", [make_account("One")], act)
    with pytest.raises(NotAllowed):
        start_change(change_id=change.pk, values={"owner": people.stranger}, act=act())


# ── Pages ──
def test_from_the_list_by_preview_to_the_result_and_back(make_account: Any, send: Any, page_of: Any) -> None:
    made = [make_account("One"), make_account("Two", industry="IT"), make_account("Theirs", who="wang")]
    listed = page_of("lin", "/accounts/").content.decode()
    assert f'name="ids" value="{made[0].pk}"' in listed
    answer = send("lin", "/bulk/accounts/", {"deed": "set", "ids": [record.pk for record in made]})
    url = answer["Location"]
    asked = {"set_industry": "on", "industry": "IT", "set_city": "on", "city": ""}
    preview = send("lin", url, {**asked, "preview": "1"}).content.decode()
    assert "You may not do this" in preview
    assert Account.objects.filter(industry="IT").count() == 1
    chips = re.findall(r'class="k">([\w ]+)</span><b>(\d+)', preview)
    assert dict(chips) == {"would change": "1", "are so already": "1", "you may not change": "1"}
    assert send("lin", url, {**asked, "run": "1"})["Location"] == url
    assert Account.objects.filter(industry="IT").count() == 2
    result = page_of("lin", url).content.decode()
    assert "Take all of it back" in result
    send("lin", f"{url}undo")
    assert Account.objects.filter(industry="IT").count() == 1
    assert page_of("wang", url).status_code == 404


def test_all_of_the_filter(make_account: Any, send: Any) -> None:
    for number in range(3):
        make_account(f"Firm {number}", industry="IT")
    make_account("Other")
    answer = send("lin", "/bulk/accounts/", {"deed": "archive", "all": "1", "filters": "industry=IT", "ids": []})
    assert len(BulkChange.objects.get().ids) == 3
    page = send("lin", answer["Location"], {"run": "1"})
    assert page.status_code == 302
    assert list(Account.objects.present().values_list("name", flat=True)) == ["Other"]


def test_all_deals_of_the_filter(make_deal: Any, send: Any, act: Any) -> None:
    made = [make_deal(f"Deal {number}", number + 1) for number in range(3)]
    opportunities.archive_opportunity(opportunity_id=made[0].pk, act=act())
    send("lin", "/bulk/opportunities/", {"deed": "set", "all": "1", "filters": "scope=company&pipeline=all"})
    assert sorted(BulkChange.objects.get().ids) == sorted(record.pk for record in made[1:])


def test_what_cannot_be_accepted_is_said_beside_the_field(make_deal: Any, send: Any) -> None:
    deal = make_deal("Deal")
    url = send("lin", "/bulk/opportunities/", {"deed": "set", "ids": [deal.pk]})["Location"]
    answer = send("lin", url, {"set_expected_close": "on", "expected_close": "soon", "run": "1"})
    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()
    assert send("lin", url, {"run": "1"}).status_code == 422
