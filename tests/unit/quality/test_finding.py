"""Looking for duplicates among all records, on making one, and keeping two apart for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.workspace.models import DuplicatePair, Job, JobStatus
from keyaccount.apps.workspace.queries.quality.alike import alike
from keyaccount.apps.workspace.queries.quality.pairs import half_seen, pairs_seen
from keyaccount.apps.workspace.services.jobs import run_now
from keyaccount.apps.workspace.services.quality.finding import dismiss_pair, find_duplicates, reopen_pair, start_search
from keyaccount.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)


def test_the_job_compares_all_kinds_with_true_progress(act: Any, make_account: Any, make_contact: Any) -> None:
    one, other = make_account("华信科技有限公司"), make_account("华信科技")
    make_account("Acme")
    make_contact("王伟", account=one, mobile="138 0013 8000")
    make_contact("王 伟", account=other, phone="+86 13800138000")
    seen: list[tuple[int, int | None]] = []
    job = start_search(act=act(), runner="test")
    run_now(job, runner="test", clock=lambda: NOW, watch=lambda job: seen.append((job.done, job.total)))
    job.refresh_from_db()
    assert (job.status, job.result) == (JobStatus.DONE, {"accounts": 1, "contacts": 1})
    assert all(total is not None and done <= total for done, total in seen)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1] == (7, 7)  # five records and two pairs
    pair = DuplicatePair.objects.get(kind="accounts")
    assert (pair.first, pair.second, pair.score, pair.reasons) == (one.pk, other.pk, 100, [["same_name", ""]])


def test_a_search_under_way_is_not_begun_again(act: Any) -> None:
    assert start_search(act=act()).pk == start_search(act=act("zhao")).pk
    assert Job.objects.filter(kind="workspace.duplicates").count() == 1
    with pytest.raises(NotAllowed):
        start_search(act=act("auditor"))


def test_kept_as_two_until_one_changes(act: Any, make_account: Any) -> None:
    one, _other = make_account("Acme Ltd"), make_account("Acme Inc")
    find_duplicates(ACCOUNTS, NOW)
    pair = DuplicatePair.objects.get()
    dismiss_pair(pair_id=pair.pk, act=act(now=LATER))
    find_duplicates(ACCOUNTS, LATER)
    pair.refresh_from_db()
    assert (pair.is_open, pair.dismissed_by.username, pair.dismissed_at) == (False, "lin", LATER)  # type: ignore[union-attr]
    accounts.update_account(account_id=one.pk, values={"industry": "Tools"}, act=act())
    find_duplicates(ACCOUNTS, LATER)
    pair.refresh_from_db()
    assert not pair.is_open, "the industry is not compared"
    accounts.update_account(account_id=one.pk, values={"phone": "021-61234567"}, act=act())
    find_duplicates(ACCOUNTS, LATER)
    pair.refresh_from_db()
    assert (pair.is_open, pair.dismissed_by.username) == (True, "lin")  # type: ignore[union-attr]


def test_one_may_ask_again(act: Any, make_account: Any) -> None:
    make_account("Acme Ltd")
    make_account("Acme Inc")
    find_duplicates(ACCOUNTS, NOW)
    pair = DuplicatePair.objects.get()
    dismiss_pair(pair_id=pair.pk, act=act())
    reopen_pair(pair_id=pair.pk, act=act())
    find_duplicates(ACCOUNTS, LATER)
    pair.refresh_from_db()
    assert pair.is_open


def test_what_is_alike_no_more_goes_but_a_judgement_stays(act: Any, make_account: Any) -> None:
    one, two = make_account("Acme Ltd"), make_account("Zenith Tools Ltd")
    make_account("Acme Inc")
    make_account("Zenith Tools Inc")
    find_duplicates(ACCOUNTS, NOW)
    dismiss_pair(pair_id=DuplicatePair.objects.get(first=two.pk).pk, act=act())
    for account in (one, two):
        accounts.update_account(account_id=account.pk, values={"name": f"Other {account.pk}"}, act=act())
    find_duplicates(ACCOUNTS, LATER)
    assert list(DuplicatePair.objects.values_list("first", "is_open")) == [(two.pk, False)]


def test_half_a_pair_is_told_to_nobody(act: Any, make_account: Any, people: Any) -> None:
    make_account("Acme Ltd")
    make_account("Acme Inc", who="stranger")
    find_duplicates(ACCOUNTS, NOW)
    pair = DuplicatePair.objects.get()
    for name in ("lin", "stranger"):
        viewer = getattr(people, name)
        assert not pairs_seen(ACCOUNTS, viewer).exists()
        assert half_seen(ACCOUNTS, viewer) == 1
        with pytest.raises(NotFound):
            dismiss_pair(pair_id=pair.pk, act=act(name))
    assert pairs_seen(ACCOUNTS, people.admin).get() == pair
    assert half_seen(ACCOUNTS, people.admin) == 0


# ── On making one ──
def test_those_in_view_are_named_and_others_only_felt(make_account: Any, people: Any) -> None:
    mine = make_account("华信科技有限公司")
    make_account("华信科技", who="stranger")
    found = alike(ACCOUNTS, {"name": "华信科技股份有限公司"}, people.lin)
    assert [each.record for each in found.seen] == [mine]
    assert found.hidden
    theirs = alike(ACCOUNTS, {"name": "华信科技股份有限公司"}, people.zhao)
    assert [each.record.pk for each in theirs.seen] == [mine.pk]


def test_a_merely_likely_one_out_of_view_is_not_even_felt(make_account: Any, people: Any) -> None:
    make_account("Globex Corporation", who="stranger")
    assert not alike(ACCOUNTS, {"name": "Globax Corp"}, people.lin)
    assert alike(ACCOUNTS, {"name": "Globax Corp"}, people.admin).seen


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Tools Acme Precision"},
        {"name": "Acme Precisoin Tools"},
        {"name": "Ａｃｍｅ precision TOOLS Co., Ltd."},
        {"name": "Else", "phone": "+86 21 6123 4567", "website": "https://www.acme.example/about"},
    ],
)
def test_an_account_is_found_by_any_of_its_signs(make_account: Any, people: Any, values: Any) -> None:
    make_account("Acme Precision Tools", phone="021-61234567", domain="acme.example")
    assert alike(ACCOUNTS, values, people.lin).seen


@pytest.mark.parametrize(
    "values",
    [
        {"name": "X", "mobile": "+86 138-0013-8000"},
        {"name": "X", "phone": "13800138000 / 010-65521234"},
        {"name": "X", "email": "LIN@Example.com"},
        {"name": "林 若溪", "account": True},
    ],
)
def test_a_person_is_found_by_any_of_theirs(make_account: Any, make_contact: Any, people: Any, values: Any) -> None:
    account = make_account("Acme")
    make_contact("林若溪", account=account, mobile="13800138000", email="lin@example.com")
    given = {**values, "account_id": account.pk if values.get("account") else None}
    assert alike(CONTACTS, given, people.lin).seen


def test_archived_and_merged_ones_are_not_looked_at(make_account: Any, people: Any, act: Any) -> None:
    gone = make_account("Acme")
    accounts.archive_account(account_id=gone.pk, act=act())
    assert not alike(ACCOUNTS, {"name": "Acme"}, people.lin)
    assert find_duplicates(ACCOUNTS, NOW) == 0
