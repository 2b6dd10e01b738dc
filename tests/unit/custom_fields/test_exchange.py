"""Custom fields in files: found by name, read and written exactly, once however often, and undone without trace."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.services.opportunities import update_opportunity
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.queries.custom_history import values_at, values_when_created
from keyaccount.kernel.errors import NotAllowed
from keyaccount.kernel.money import Money
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.services.running import run_import
from keyaccount.surfaces.exchange.services.undoing import undo_import
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HEAD = "Name,Region code,席位数,Budget,Budget currency,Contract until,Grade,Sponsor,Referred by"
ROW = 'Acme,EAST-07,"1,234.5","¥1,250,000.50",,2027-03-31,金,zhao,Base'
KEPT = {
    "region_code": "EAST-07",
    "seats": 1_234_500_000,
    "budget": {"amount": 125_000_050, "currency": "CNY"},
    "contract_until": "2027-03-31",
    "grade": "gold",
}


@pytest.fixture
def bring(act: Any, tmp_path: Path) -> Any:
    """bring("accounts", text): an import of that file, run by the administrator."""

    def run(name: str, text: str, **options: Any) -> Any:
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        given = services.ImportOptions(entities={f"{name}.csv": name.split("-", maxsplit=1)[0]}, **options)
        imp = services.start_import(paths=[file], preset="generic", options=given, act=act("admin"))
        return run_import(imp.pk, act=act("admin"))

    return run


def counts(imp: Any) -> dict[str, int]:
    report = services.report(imp.pk)
    return {name: report[name] for name in ("created", "updated", "unchanged", "rejected")}


def exported(place: str, viewer: Any, **filters: str) -> list[dict[str, str]]:
    stream = services.export_rows(place, viewer=viewer, filters=filters)
    return list(csv.DictReader(io.StringIO(b"".join(stream.chunks).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("entity", "model", "name"),
    [("accounts", Account, "Acme"), ("contacts", Contact, "Acme"), ("opportunities", Opportunity, "Acme")],
)
def test_columns_are_matched_by_name_and_every_kind_is_read(
    every_kind: Any, bring: Any, act: Any, people: Any, entity: str, model: Any, name: str
) -> None:
    base = accounts.create_account(values={"name": "Base"}, act=act("admin"))
    extra = (",owner", ",lin") if entity == "opportunities" else ("", "")
    text = f"{HEAD}{extra[0]}\n{ROW}{extra[1]}\n"
    imp = bring(entity, text)
    assert counts(imp)["created"] == 1, services.report(imp.pk)["files"][0]["rejections"]
    record = model.objects.get(name=name)
    assert record.custom == {**KEPT, "sponsor": people.zhao.pk, "referred_by": base.pk}
    again = bring(f"{entity}-again", text)
    assert counts(again)["unchanged"] == 1
    undo_import(again.pk, act=act("admin"))
    undo_import(imp.pk, act=act("admin"))
    assert not model.objects.filter(name=name).exists()


def test_a_change_by_import_is_told_field_by_field_and_undone(every_kind: Any, bring: Any, act: Any) -> None:
    values = {"name": "Acme", "custom_seats": Decimal(3), "custom_region_code": "WEST"}
    account = accounts.create_account(values=values, act=act())
    imp = bring("accounts", "Name,Seats,Region code\nAcme,4,\n")
    account.refresh_from_db()
    assert account.custom == {"seats": 4_000_000, "region_code": "WEST"}
    entry = AuditEntry.objects.filter(entity="accounts.account", object_id=account.pk).latest("id")
    assert entry.changes == {"custom_seats": [3_000_000, 4_000_000]}
    undo_import(imp.pk, act=act("admin"))
    account.refresh_from_db()
    assert account.custom == {"seats": 3_000_000, "region_code": "WEST"}


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Seats", "many"),
        ("Seats", "0.1234567"),
        ("Contract until", "2026-13-45"),
        ("Grade", "Platinum"),
        ("Sponsor", "nobody-here"),
        ("Budget", "lots"),
        ("Budget", "XXX 5"),
        ("Region code", "x" * 2001),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_row_and_no_other(
    every_kind: Any, bring: Any, head: str, cell: str
) -> None:
    imp = bring("accounts", f"Name,{head}\nBad,{cell}\nGood,\n")
    assert counts(imp) == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}


def test_a_required_field_is_asked_of_new_rows_and_not_of_old_ones(define: Any, bring: Any, act: Any) -> None:
    accounts.create_account(values={"name": "Old"}, act=act())
    define("accounts", "number", required=True)
    imp = bring(
        "accounts",
        "Name,City,Seats,Parent\nOld,Wuxi,,\nNew,Wuxi,,\nOther,Wuxi,3,Above\n",
        missing={"account": "create"},
    )
    assert counts(imp) == {"created": 1, "updated": 1, "unchanged": 0, "rejected": 1}
    assert Account.objects.filter(name="Above").exists()


def test_an_export_can_be_imported_and_changes_nothing(
    every_kind: Any, bring: Any, act: Any, values: Any, people: Any
) -> None:
    base = accounts.create_account(values={"name": "Base"}, act=act("admin"))
    accounts.create_account(values={"name": "Acme", **values, "custom_referred_by": base}, act=act("admin"))
    stream = services.export_rows("accounts", viewer=people.admin, filters={})
    text = b"".join(stream.chunks).decode("utf-8-sig")
    assert counts(bring("accounts", text)) == {"created": 0, "updated": 0, "unchanged": 2, "rejected": 0}


def test_an_export_holds_every_kind(every_kind: Any, act: Any, values: Any, people: Any, make_deal: Any) -> None:
    make_deal("Deal", **values)
    (row,) = exported("opportunities", people.lin)
    assert {
        name: row[name]
        for name in ("Region code", "Seats", "Budget", "Budget currency", "Contract until", "Grade", "Sponsor")
    } == {
        "Region code": "EAST-07",
        "Seats": "12.5",
        "Budget": "1250000.50",
        "Budget currency": "CNY",
        "Contract until": "2027-03-31",
        "Grade": "Gold",
        "Sponsor": "zhao",
    }
    stream = services.export_rows("opportunities", viewer=people.lin, filters={}, format="xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(stream.chunks))).active
    cells = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    assert cells["Seats"] == 12.5
    assert cells["Budget"] == 1250000.5
    assert cells["Contract until"].date() == date(2027, 3, 31)


def test_an_export_runs_no_formula_and_keeps_to_the_filter(every_kind: Any, act: Any, people: Any) -> None:
    for name, code in {"A": "=cmd|' /C calc'!A0", "B": "@x"}.items():
        accounts.create_account(values={"name": name, "custom_region_code": code}, act=act())
    assert [row["Region code"] for row in exported("accounts", people.lin)] == ["'=cmd|' /C calc'!A0", "'@x"]
    assert [row["Name"] for row in exported("accounts", people.lin, custom_region_code="@x")] == ["B"]


def test_an_export_names_nothing_unseen(define: Any, act: Any, people: Any) -> None:
    define("accounts", "account")
    define("accounts", "text", "Family", audience="tenders")
    secret = accounts.create_account(values={"name": "Zebra", "custom_family": "twins"}, act=act())
    values = {"name": "Open", "owner": people.stranger, "custom_referred_by": secret}
    accounts.create_account(values=values, act=act("admin"))
    rows = {
        who: {row["Name"]: row for row in exported("accounts", getattr(people, who))}
        for who in ("lin", "stranger", "admin")
    }
    assert rows["stranger"]["Open"]["Referred by"] == ""
    assert rows["admin"]["Open"]["Referred by"] == "Zebra"
    assert {who: found["Zebra"]["Family"] for who, found in rows.items() if "Zebra" in found} == {
        "lin": "twins",
        "admin": "",
    }


def test_an_import_in_another_currency_takes_the_rows_own(every_kind: Any, bring: Any) -> None:
    bring("accounts", "Name,Budget,Budget currency\nA,5,USD\nB,EUR 7,\nC,9,\n", currency="USD")
    held = {account.name: account.custom["budget"] for account in Account.objects.all()}
    assert held == {
        "A": {"amount": 500, "currency": "USD"},
        "B": {"amount": 700, "currency": "EUR"},
        "C": {"amount": 900, "currency": "USD"},
    }
    assert Money(Decimal(5), "USD").currency == "USD"


# ── Headings that fill nothing ──
COLUMNS = "Name,Segment,Score,Signed,Code,Quirk\n" + "".join(
    f"A{n},{'Small' if n % 2 else 'Large'},{n}.5,2026-01-0{n % 9 + 1},00{n},said {n} things\n" for n in range(12)
)


def test_unknown_headings_become_fields_of_the_kind_they_show(bring: Any) -> None:
    imp = bring("accounts", COLUMNS, new_fields=True)
    assert counts(imp)["created"] == 12
    kinds = {field.name: field.kind for field in fields_on("accounts")}
    assert kinds == {"Segment": "choice", "Score": "number", "Signed": "date", "Code": "text", "Quirk": "text"}
    assert Account.objects.get(name="A3").custom == {
        "segment": "small", "score": 3_500_000, "signed": "2026-01-04", "code": "003", "quirk": "said 3 things",
    }  # fmt: skip
    assert counts(bring("accounts-again", COLUMNS, new_fields=True))["unchanged"] == 12
    assert len(fields_on("accounts")) == 5


def test_the_wizard_maps_to_a_field_there_is_or_makes_one(act: Any, tmp_path: Path, send: Any, page_of: Any) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(COLUMNS)
    imp = services.start_import(paths=[file], preset="generic", act=act("admin"), ask=True)
    page = page_of("admin", f"/imports/{imp.pk}/").content.decode()
    assert "A new custom field" in page
    (given,) = imp.files.all()
    chosen = {"Segment": "new:choice", "Score": "new:number"}
    form = {f"{given.pk}-{n}-field": chosen.get(one["heading"], one["field"]) for n, one in enumerate(given.columns)}
    assert send("admin", f"/imports/{imp.pk}/check", {**form, "mode": "both"}).status_code == 302
    assert {field.name: field.kind for field in fields_on("accounts")} == {"Segment": "choice", "Score": "number"}
    given.refresh_from_db()
    assert [one["field"] for one in given.columns] == ["name", "custom_segment", "custom_score", "", "", ""]


def test_only_an_administrator_makes_fields_by_import(act: Any, tmp_path: Path, page_of: Any) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(COLUMNS)
    with pytest.raises(NotAllowed):
        services.start_import(
            paths=[file], preset="generic", options=services.ImportOptions(new_fields=True), act=act("zhao")
        )
    imp = services.start_import(paths=[file], preset="generic", act=act("zhao"), ask=True)
    assert "A new custom field" not in page_of("zhao", f"/imports/{imp.pk}/").content.decode()


# ── The past ──
def test_what_was_known_on_a_day_can_be_told(every_kind: Any, act: Any, bring: Any, make_deal: Any) -> None:
    deal = make_deal("Deal", custom_seats=Decimal(1), custom_grade="gold")
    opportunity = Opportunity.objects.get(pk=deal.pk)
    for hours, values in enumerate(
        [{"custom_seats": Decimal(2)}, {"custom_seats": None, "custom_region_code": "X"}], 1
    ):
        later = act(now=NOW + timedelta(hours=hours))
        update_opportunity(opportunity_id=deal.pk, values=values, act=later)
    first = {"seats": 1_000_000, "grade": "gold"}
    at = {hours: values_at("opportunities", [deal.pk], NOW + timedelta(hours=hours)) for hours in (0, 0.5, 1.5, 2.5)}
    assert at == {
        0: {},
        0.5: {deal.pk: first},
        1.5: {deal.pk: {"seats": 2_000_000, "grade": "gold"}},
        2.5: {deal.pk: {"grade": "gold", "region_code": "X"}},
    }
    assert values_when_created("opportunities", [deal.pk]) == {deal.pk: first}
    assert opportunity.custom == first
