"""Tags in files: an export writes them as an import reads them, and an import is taken back with them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.collaboration.models import Tag
from keyaccount.apps.collaboration.queries.tags import names_of
from keyaccount.apps.collaboration.services import tags
from keyaccount.surfaces.exchange import services
from tests.unit.exchange.conftest import counts, reasons

pytestmark = pytest.mark.django_db
ENTITY = "accounts.account"


def held() -> dict[str, list[str]]:
    names = dict(Account.objects.values_list("pk", "name"))
    return {names[pk]: found for pk, found in names_of(ENTITY, names).items()}


def test_a_column_of_tags_adds_them_and_takes_none_off(act: Any, table: Any, bring: Any) -> None:
    create_account(values={"name": "Acme", "tags": ["old"]}, act=act("admin"))
    path = table("accounts.csv", ["客户名称", "标签"], ["Acme", "Old; 展会"], ["Bolt", "展会；hot"], ["Cold", ""])
    assert counts(bring(path)) == (2, 1, 0, 0)
    assert held() == {"Acme": ["old", "展会"], "Bolt": ["hot", "展会"]}
    again = bring(path)
    assert counts(again) == (0, 0, 3, 0)


def test_taking_the_import_back_takes_its_tags_back(act: Any, table: Any) -> None:
    create_account(values={"name": "Acme", "tags": ["old"]}, act=act("admin"))
    path = table("accounts.csv", ["Account Name", "Tags"], ["Acme", "new"], ["Bolt", "new"])
    imp = services.start_import(paths=[path], preset="generic", act=act("admin"))
    services.run_import(imp.pk, act=act("admin"))
    assert held() == {"Acme": ["new", "old"], "Bolt": ["new"]}
    services.undo_import(imp.pk, act=act("admin"))
    assert held() == {"Acme": ["old"]}


def test_a_row_with_a_tag_that_cannot_be_is_refused(act: Any, table: Any, bring: Any) -> None:
    tags.create_tag(values={"name": "gone", "colour": "grey"}, act=act("admin"))
    tags.retire_tag(tag_id=Tag.objects.get().pk, act=act("admin"))
    path = table("accounts.csv", ["Account Name", "Tags"], ["Acme", "x" * 41], ["Bolt", "gone"], ["Cold", "fine"])
    report = bring(path)
    assert counts(report) == (1, 0, 0, 2)
    assert "retired" in " ".join(reasons(report))
    assert held() == {"Cold": ["fine"]}


def test_people_and_deals_bring_them_too(act: Any, table: Any, bring: Any) -> None:
    create_account(values={"name": "Acme"}, act=act("admin"))
    people = bring(table("contacts.csv", ["Name", "Account", "Tags"], ["Li", "Acme", "fair"]))
    deals = bring(table("deals.csv", ["Deal name", "Account", "Amount", "Tags"], ["Lamps", "Acme", "5", "fair"]))
    assert (reasons(people), reasons(deals)) == ([], [])
    assert sorted(Tag.objects.get(key="fair").taggings.values_list("entity", flat=True)) == [
        "contacts.contact",
        "pipeline.opportunity",
    ]


def test_the_export_writes_what_the_import_reads(act: Any) -> None:
    create_account(values={"name": "Acme", "tags": ["b", "a"]}, act=act("lin"))
    asked: dict[str, Any] = {"viewer": act("lin").actor, "filters": {}, "today": date(2026, 11, 19)}
    stream = services.export_rows("accounts", **asked)
    head, row = csv.reader(io.StringIO(b"".join(stream.chunks).decode("utf-8-sig")))
    assert row[head.index("Tags")] == "a; b"
    some = services.export_rows(
        "accounts", viewer=act("lin").actor, filters={}, columns=["name"], today=date(2026, 11, 19)
    )
    assert b"Tags" not in b"".join(some.chunks)
