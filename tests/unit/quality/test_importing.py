"""Rows of an import that look like a record: said in the dry run, refused or taken for that record as told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.surfaces.exchange import services
from tests.conftest import NOW

ROWS = "Account,Phone\n华信科技,\nZenith,\nZenith Ltd,\n"


@pytest.fixture
def run(act: Any, tmp_path: Path) -> Any:
    """run("Account\\nAcme\\n", duplicates="reject"): the report of the dry run and that of the import."""

    def go(text: str, who: str = "zhao", **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        file = tmp_path / "accounts.csv"
        file.write_text(text)
        kept = services.ImportOptions(**options)
        imp = services.start_import(paths=[file], preset="generic", options=kept, act=act(who, NOW))
        checked = services.check_import(imp.pk, act=act(who, NOW))
        services.run_import(imp.pk, act=act(who, NOW))
        return checked, services.report(imp.pk)

    return go


def similar(report: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["row"], one["reason"]) for one in report["files"][0]["similar"]]


def test_they_are_added_and_told_of(make_account: Any, run: Any) -> None:
    make_account("华信科技有限公司")
    checked, report = run(ROWS)
    assert [row for row, _why in similar(checked)] == [row for row, _why in similar(report)]
    assert "华信科技有限公司" in similar(report)[0][1]
    assert "It looks like row" in similar(report)[1][1]
    assert (report["created"], Account.objects.count()) == (3, 4)
    assert any("2 new rows" in note for note in report["notes"])


def test_they_are_refused_where_that_was_asked(make_account: Any, run: Any) -> None:
    make_account("华信科技有限公司")
    checked, report = run(ROWS, duplicates="reject")
    assert (checked["rejected"], report["rejected"], report["created"]) == (2, 2, 1)
    assert similar(report) == []


def test_they_change_the_record_where_it_is_surely_the_same(make_account: Any, run: Any) -> None:
    account = make_account("华信科技有限公司")
    checked, report = run("Account,City\n华信科技,苏州\n", duplicates="update")
    account.refresh_from_db()
    assert (checked["updated"], report["updated"], account.city) == (1, 1, "苏州")
    assert account.name == "华信科技"


def test_a_record_out_of_view_is_not_named(make_account: Any, run: Any) -> None:
    make_account("华信科技有限公司", who="stranger")
    for policy in ("create", "update"):
        _checked, report = run("Account\n华信科技\n", duplicates=policy)
        assert "Ask an administrator" in str(report)
        assert "华信科技有限公司" not in str(report)
        Account.objects.filter(name="华信科技").delete()


def test_people_by_number(make_contact: Any, run: Any) -> None:
    make_contact("林若溪", mobile="13800138000")
    _checked, report = run("Contact,Mobile\n小林,+86 138 0013 8000\n", duplicates="reject")
    assert report["rejected"] == 1
    assert Contact.objects.count() == 1


def test_the_outside_id_of_a_merged_record_leads_to_the_survivor(make_account: Any, run: Any, act: Any) -> None:
    stays, goes = make_account("Acme"), make_account("Acme Ltd", external_id="A-7")
    merge(ACCOUNTS, survivor=stays.pk, merged=goes.pk, act=act())
    _checked, report = run("Account id,Account,City\nA-7,Acme,苏州\n")
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (report["updated"], stays.city, goes.city) == (1, "苏州", "")
    assert (stays.external_id, goes.external_id) == (None, "A-7")


def test_an_archived_record_is_no_twin(make_account: Any, run: Any, act: Any) -> None:
    gone = make_account("华信科技有限公司")
    accounts.archive_account(account_id=gone.pk, act=act())
    _checked, report = run("Account\n华信科技\n", duplicates="reject")
    assert report["created"] == 1
