"""The pages of data quality: warned on making one, listed, compared, merged, led on, taken back."""

from __future__ import annotations

import re
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.models import DuplicatePair, Merge
from keyaccount.apps.workspace.services.quality.finding import find_duplicates
from tests.conftest import NOW


def form_of(page: Any) -> str:
    return str(page.content.decode())


# ── On making one ──
def test_a_new_account_like_one_in_view_is_asked_about_once(make_account: Any, send: Any) -> None:
    make_account("华信科技有限公司")
    typed = {"name": "华信科技", "city": "苏州"}
    warned = send("lin", "/accounts/new", typed)
    text = form_of(warned)
    assert warned.status_code == 409
    assert "华信科技有限公司" in text
    assert 'value="苏州"' in text, "what was typed is kept"
    assert Account.objects.count() == 1
    known = re.search(r'name="known" value="([^"]*)"', text)
    assert known is not None
    assert send("lin", "/accounts/new", {**typed, "known": known[1]}).status_code == 302
    assert Account.objects.count() == 2


def test_a_hidden_one_is_not_named(make_account: Any, send: Any) -> None:
    make_account("华信科技有限公司", who="stranger")
    text = form_of(send("lin", "/accounts/new", {"name": "华信科技"}))
    assert "Ask an administrator" in text
    assert "华信科技有限公司" not in text
    assert "He Bei" not in text


def test_another_name_is_asked_about_again(make_account: Any, send: Any) -> None:
    one, other = make_account("华信科技有限公司"), make_account("Acme Ltd")
    answer = send("lin", "/accounts/new", {"name": "Acme", "known": str(one.pk)})
    assert answer.status_code == 409
    assert send("lin", "/accounts/new", {"name": "Acme", "known": f"{one.pk},{other.pk}"}).status_code == 302


def test_a_new_person_with_a_known_number(make_contact: Any, send: Any) -> None:
    make_contact("林若溪", mobile="138 0013 8000")
    answer = send("lin", "/contacts/new", {"name": "小林", "mobile": "+8613800138000"})
    assert answer.status_code == 409
    assert "the same mobile number" in form_of(answer)
    assert Contact.objects.count() == 1


def test_one_that_is_like_no_other_is_simply_made(make_account: Any, send: Any) -> None:
    make_account("华信科技有限公司")
    assert send("lin", "/accounts/new", {"name": "Zenith"}).status_code == 302


# ── The list ──
def test_pairs_are_listed_compared_merged_and_taken_back(make_account: Any, page_of: Any, send: Any) -> None:
    one, other = make_account("Acme Ltd", city="苏州"), make_account("Acme Inc", city="上海", industry="Tools")
    find_duplicates(ACCOUNTS, NOW)
    listed = form_of(page_of("lin", "/quality/accounts/"))
    url = f"/quality/accounts/{one.pk}/{other.pk}/merge"
    assert url in listed
    assert url not in form_of(page_of("wang", "/quality/accounts/")), "wang sees both and may write neither"
    choosing = form_of(page_of("lin", url))
    assert 'name="take_industry" value="goes" checked' in choosing, "an empty value gives way"
    assert 'name="take_city" value="stays" checked' in choosing
    sent = {"stays": "1", "goes": "1", "take_city": "goes", "take_industry": "goes"}
    assert send("lin", url, sent)["Location"] == f"/accounts/{one.pk}/"
    one.refresh_from_db()
    assert (one.city, one.industry) == ("上海", "Tools")
    assert page_of("lin", f"/accounts/{other.pk}/")["Location"] == f"/accounts/{one.pk}/"
    page = form_of(page_of("lin", f"/accounts/{one.pk}/"))
    assert "Take the merge back" in page
    send("lin", f"/quality/merges/{Merge.objects.get().pk}/undo")
    assert page_of("lin", f"/accounts/{other.pk}/").status_code == 200


def test_both_histories_stand_on_the_survivor(make_account: Any, page_of: Any, send: Any, act: Any) -> None:
    one, other = make_account("Acme Ltd"), make_account("Acme Inc")
    accounts.update_account(account_id=other.pk, values={"city": "无锡市"}, act=act())
    send("lin", f"/quality/accounts/{one.pk}/{other.pk}/merge", {"stays": "1", "goes": "2"})
    log = form_of(page_of("lin", f"/accounts/{one.pk}/")).split('class="log"')[1]
    assert "无锡市" in log


def test_a_stale_page_merges_nothing_and_keeps_the_choice(make_account: Any, send: Any, act: Any) -> None:
    one, other = make_account("Acme Ltd", city="苏州"), make_account("Acme Inc", city="上海")
    accounts.update_account(account_id=other.pk, values={"city": "无锡"}, act=act())
    sent = {"stays": "1", "goes": "1", "take_city": "goes"}
    answer = send("lin", f"/quality/accounts/{one.pk}/{other.pk}/merge", sent)
    assert answer.status_code == 409
    assert 'name="take_city" value="goes" checked' in form_of(answer)
    assert not Merge.objects.exists()


def test_kept_as_two_and_asked_again(make_account: Any, page_of: Any, send: Any) -> None:
    make_account("Acme Ltd")
    make_account("Acme Inc")
    find_duplicates(ACCOUNTS, NOW)
    pair = DuplicatePair.objects.get()
    send("lin", f"/quality/pairs/{pair.pk}/dismiss")
    assert "Acme Inc" not in form_of(page_of("lin", "/quality/accounts/"))
    kept = form_of(page_of("lin", "/quality/accounts/?state=dismissed"))
    assert "Lin Ruoxi called them two" in kept
    send("lin", f"/quality/pairs/{pair.pk}/reopen")
    assert "Acme Inc" in form_of(page_of("lin", "/quality/accounts/"))


def test_a_merged_record_is_not_changed_by_itself(make_account: Any, send: Any, act: Any) -> None:
    one, other = make_account("Acme Ltd"), make_account("Acme Inc")
    send("lin", f"/quality/accounts/{one.pk}/{other.pk}/merge", {"stays": "1", "goes": "1"})
    send("lin", f"/accounts/{other.pk}/restore")
    other.refresh_from_db()
    assert other.archived_at is not None
