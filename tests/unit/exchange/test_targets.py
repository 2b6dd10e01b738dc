"""Targets from a file: whose and of when, what they replace, who may bring them, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import Measure, Place, Product, Target
from keyaccount.apps.pipeline.services.targets import set_target, set_targets
from keyaccount.apps.workspace.models import AuditEntry, Team, Workspace
from keyaccount.kernel.errors import Fact
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.exports.lists import LISTS
from keyaccount.surfaces.exchange.services.exporting import EXPORTS
from keyaccount.surfaces.exchange.services.undoing import UndoRefused
from tests.conftest import NOW, TODAY
from tests.unit.exchange.conftest import Table, counts, reasons
from tests.unit.exchange.dumps import dump

Bring = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db
D = Decimal
HEAD = ["For", "Name", "Period", "Measure", "Amount"]
NOTED = [*HEAD, "Note"]
EARLIER, LATER = NOW - timedelta(days=9), NOW + timedelta(days=1)


@pytest.fixture
def acme(act: Any) -> Any:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def lamp() -> Product:
    return Product.objects.create(name="Lamp", currency="CNY", created_at=NOW, updated_at=NOW)


def held() -> dict[str, Decimal]:
    return dict(Target.objects.filter(valid_to=None).values_list("place", "amount"))


class TestBrought:
    def test_of_everyone_for_every_period_and_measure(
        self, table: Table, bring: Bring, people: Any, acme: Any, lamp: Any
    ) -> None:
        report = bring(
            table(
                "targets.csv",
                HEAD,
                ["company", "", "2026", "Revenue", "12,000,000.05"],
                ["team", "East", "2026-Q4", "", "300"],
                ["person", "lin", "2026-11", "new customers", "4"],
                ["account", "Acme", "2026 Q3", "Gross margin", "0.10"],
                ["product", "Lamp", "2026", "collected cash", "0"],
            )
        )
        assert counts(report) == (5, 0, 0, 0), reasons(report)
        assert held() == {
            "company 2026": D("12000000.05"),
            f"team:{people.east.pk} 2026-Q4": D(300),
            f"user:{people.lin.pk} 2026-M11 customers": D(4),
            f"account:{acme.pk} 2026-Q3 margin": D("0.10"),
            f"product:{lamp.pk} 2026 collected": D(0),
        }
        assert set(Target.objects.values_list("currency", "measure")) == {
            ("CNY", "revenue"), ("", "customers"), ("CNY", "margin"), ("CNY", "collected")
        }  # fmt: skip

    def test_with_why_it_was_set(self, table: Table, bring: Bring) -> None:
        bring(
            table(
                "targets.csv",
                NOTED,
                ["company", "", "2026", "", "5", "as agreed"],
                ["company", "", "2027", "", "5", ""],
            )
        )
        assert dict(Target.objects.values_list("year", "note")) == {2026: "as agreed", 2027: ""}

    def test_in_chinese(self, table: Table, bring: Bring, people: Any) -> None:
        report = bring(
            table("销售目标.csv", ["对象", "人员", "财年", "季度", "月份", "指标", "目标额"],
                  ["公司", "", "2026", "第三季度", "", "毛利", "100"],
                  ["人员", "林若溪", "2026", "", "7月", "回款", "9"])
        )  # fmt: skip
        assert counts(report) == (2, 0, 0, 0), reasons(report)
        assert held() == {"company 2026-Q3 margin": D(100), f"user:{people.lin.pk} 2026-M07 collected": D(9)}

    def test_months_follow_the_fiscal_year(self, table: Table, bring: Bring) -> None:
        """In one column as the calendar has them, in two as of the fiscal year."""
        Workspace.objects.update(fiscal_year_start=4)
        rows = (["2027-02", "", "", "2"], ["", "2026", "3", "3"], ["2026-Q4", "", "", "5"])
        head = ["for", "period", "fiscal year", "month", "amount"]
        bring(table("targets.csv", head, *(["company", *row] for row in rows)))
        assert held() == {"company 2026-M02": D(2), "company 2026-M03": D(3), "company 2026-Q4": D(5)}

    def test_a_new_amount_ends_the_one_that_held(self, table: Table, bring: Bring, act: Any) -> None:
        set_target(owner=None, year=2026, quarter=4, amount=D(10), act=act("admin", now=EARLIER))
        rows = (["company", "", "2026-Q4", "", "20"], ["company", "", "2026-Q3", "", "7"])
        assert counts(bring(table("targets.csv", HEAD, *rows))) == (1, 1, 0, 0)
        before, after = Target.objects.filter(quarter=4).order_by("valid_from")
        assert (before.amount, before.valid_to) == (D(10), NOW)
        assert (after.amount, after.valid_from, after.valid_to) == (D(20), NOW, None)
        entry = AuditEntry.objects.filter(entity="pipeline.target", object_id=after.pk).get()
        assert [D(amount) for amount in entry.changes["amount"]] == [D(10), D(20)]
        assert counts(bring(table("again.csv", HEAD, *rows))) == (0, 0, 2, 0)

    def test_only_new_or_only_known_ones(self, table: Table, bring: Bring, act: Any) -> None:
        set_target(owner=None, year=2026, quarter=4, amount=D(10), act=act("admin", now=EARLIER))
        rows = (["company", "", "2026-Q4", "", "20"], ["company", "", "2026-Q3", "", "7"])
        assert counts(bring(table("targets.csv", HEAD, *rows), mode="create")) == (1, 0, 0, 1)
        rows = (["company", "", "2026-Q4", "", "20"], ["company", "", "2026-Q2", "", "7"])
        assert counts(bring(table("targets.csv", HEAD, *rows), mode="update")) == (0, 1, 0, 1)

    def test_a_line_without_an_amount_changes_nothing(self, table: Table, bring: Bring, act: Any) -> None:
        set_target(owner=None, year=2026, quarter=4, amount=D(10), act=act("admin", now=EARLIER))
        rows = (["company", "", "2026-Q4", "", ""], ["company", "", "2026-Q3", "", ""])
        assert counts(bring(table("targets.csv", HEAD, *rows))) == (0, 0, 2, 0)
        assert held() == {"company 2026-Q4": D(10)}

    def test_beside_the_accounts_and_products_of_the_same_import(self, table: Table, bring: Bring) -> None:
        report = bring(
            table("accounts.csv", ["Account Name", "City"], ["Acme", "Bath"]),
            table("products.csv", ["Product Name", "Price"], ["Lamp", "5"]),
            table("targets.csv", HEAD, ["account", "Acme", "2026", "", "1"], ["product", "Lamp", "2026", "", "2"]),
        )
        assert counts(report) == (4, 0, 0, 0), reasons(report)


class TestRefused:
    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (["", "", "2026", "", "1"], "Whose target is it?"),
            (["person", "", "2026", "", "1"], "Whose target is it?"),
            (["person", "nobody", "2026", "", "1"], "There is no “nobody”"),
            (["company", "", "", "", "1"], "Of which period?"),
            (["company", "", "2026-01-01..2026-02-03", "", "1"], "Of which period?"),
            (["company", "", "soon", "", "1"], "is not a period"),
            (["company", "", "2026", "", "-1"], "not below zero"),
            (["company", "", "2026", "new customers", "1.5"], "write a whole number"),
            (["company", "", "2026", "fame", "1"], "none of the choices"),
        ],
    )
    def test_with_a_reason(self, table: Table, bring: Bring, row: list[str], why: str) -> None:
        report = bring(table("targets.csv", HEAD, row, ["company", "", "2027", "", "5"]))
        assert counts(report) == (1, 0, 0, 1)
        assert why in reasons(report)[0]
        assert held() == {"company 2027": D(5)}

    def test_what_does_not_fit_together(self, table: Table, bring: Bring, acme: Any) -> None:
        head = ["for", "team", "account", "fiscal year", "quarter", "month", "amount", "currency"]
        report = bring(
            table("targets.csv", head, ["team", "East", "Acme", "2026", "", "", "1", ""],
                  ["account", "East", "", "2026", "", "", "1", ""], ["company", "East", "", "2026", "", "", "1", ""],
                  ["team", "East", "", "2026", "3", "7", "1", ""], ["team", "East", "", "2026", "", "", "1", "USD"])
        )  # fmt: skip
        assert counts(report) == (0, 0, 0, 5)
        assert sum("Whose target" in why for why in reasons(report)) == 3

    def test_the_second_of_one_place(self, table: Table, bring: Bring) -> None:
        report = bring(table("targets.csv", HEAD, *(["company", "", "2026", "", one] for one in "12")))
        assert counts(report) == (1, 0, 0, 1)
        assert held() == {"company 2026": D(1)}

    def test_a_misspelt_team_is_never_made(self, table: Table, bring: Bring) -> None:
        rows = (["team", "Eats", "2026", "1"],)
        report = bring(table("targets.csv", ["for", "team", "period", "amount"], *rows), missing={"team": "create"})
        assert counts(report) == (0, 0, 0, 1)
        assert not Team.objects.filter(name="Eats").exists()

    def test_a_manager_brings_those_of_the_own_team_and_its_accounts(
        self, table: Table, bring: Bring, acme: Any, lamp: Any
    ) -> None:
        mine = ("team,East", "person,lin", "account,Acme")
        others = ("company,", "team,North", "person,何北", "product,Lamp")
        rows = [[*whose.split(","), "2026", "", "1"] for whose in (*mine, *others)]
        report = bring(table("targets.csv", HEAD, *rows), by="zhao")
        assert counts(report) == (3, 0, 0, 4)
        assert all("You may not set this target" in why for why in reasons(report))

    @pytest.mark.parametrize("who", ["lin", "finance", "auditor"])
    def test_nobody_else_brings_any(self, table: Table, bring: Bring, who: str) -> None:
        """Either their role may not import at all, or each row is refused."""
        try:
            report = bring(table("targets.csv", HEAD, ["person", who, "2026", "", "2"]), by=who)
        except Fact:
            pass
        else:
            assert counts(report) == (0, 0, 0, 1)
        assert held() == {}


class TestUndone:
    @pytest.fixture
    def brought(self, table: Table, bring: Bring, act: Any) -> tuple[Any, int]:
        set_target(owner=None, year=2026, quarter=4, amount=D(10), act=act("admin", now=EARLIER))
        before = dump()
        rows = (["company", "", "2026-Q4", "", "20"], ["company", "", "2026-Q3", "", "7"])
        return before, bring(table("targets.csv", HEAD, *rows))["id"]

    def test_what_held_holds_again(self, brought: Any, act: Any) -> None:
        before, imp = brought
        assert dump() != before
        services.undo_import(imp, act=act("admin"))
        assert dump() == before

    def test_the_trail_tells_what_goes_and_what_holds_again(self, brought: Any, act: Any, people: Any) -> None:
        _before, imp = brought
        services.undo_import(imp, act=act("admin", now=LATER))
        told = AuditEntry.objects.filter(entity="pipeline.target", ref=f"undo:{imp}").order_by("id")
        again = Target.objects.get()
        assert [(one.action, one.label) for one in told] == [
            ("removed", "2026 Q4"), ("removed", "2026 Q3"), ("restored", "2026 Q4")
        ]  # fmt: skip
        last = told[2]
        assert (last.object_id, last.actor, last.at) == (again.pk, people.admin, LATER)
        assert last.changes == {"amount": ["20.00", "10.00"]}

    def test_what_was_changed_since_stays_and_is_named(self, brought: Any, act: Any) -> None:
        _before, imp = brought
        set_target(owner=None, year=2026, quarter=4, amount=D(30), act=act("admin", now=LATER))
        with pytest.raises(UndoRefused) as refused:
            services.undo_import(imp, act=act("admin", now=LATER))
        assert "2026 Q4" in str(refused.value)
        done = services.undo_import(imp, act=act("admin", now=LATER), force=True)
        assert held() == {"company 2026-Q4": D(30)}
        assert [(one.amount, one.valid_to) for one in Target.objects.order_by("valid_from")] == [
            (D(10), NOW), (D(20), LATER), (D(30), None)
        ]  # fmt: skip
        assert len(done.kept) == 1
        told = AuditEntry.objects.filter(entity="pipeline.target", ref=f"undo:{imp}")
        assert [(one.action, one.label) for one in told] == [("removed", "2026 Q3")]


class TestThereAndBack:
    @pytest.fixture
    def full(self, act: Any, people: Any, acme: Any, lamp: Any) -> None:
        owners = (None, people.east, people.lin, acme, lamp)
        places = [Place(owner, 2026, measure=measure) for owner in owners for measure in Measure]
        places += [Place(owner, 2026, quarter=2) for owner in owners]
        places += [Place(owner, 2026, month=1) for owner in owners]
        amounts = {place: D(number) for number, place in enumerate(places)}
        set_targets(amounts=amounts, act=act("admin", now=EARLIER))

    @pytest.mark.usefixtures("full")
    @pytest.mark.parametrize(("by", "lines"), [("people", 32), ("accounts", 4), ("products", 4)])
    def test_a_sheet_to_fill_in(self, bring: Bring, people: Any, tmp_path: Path, by: str, lines: int) -> None:
        asked = {"year": "2026", "measure": "margin", "by": by}
        stream = services.export_rows("target_sheet", viewer=people.admin, filters=asked, format="xlsx", today=TODAY)
        (tmp_path / "targets.xlsx").write_bytes(b"".join(stream.chunks))
        assert counts(bring(tmp_path / "targets.xlsx")) == (0, 0, lines, 0)
        book = load_workbook(tmp_path / "targets.xlsx")
        for row in book.active.iter_rows(min_row=2):
            row[4].value, row[5].value = 7, "filled in"
        book.save(tmp_path / "filled.xlsx")
        assert counts(bring(tmp_path / "filled.xlsx")) == (lines, 0, 0, 0)
        assert (
            Target.objects.filter(quarter__isnull=False, measure="margin", amount=7, note="filled in").count() == lines
        )

    @pytest.mark.parametrize(("who", "whose"), [("zhao", {"team", "user"}), ("lin", set()), ("auditor", set())])
    def test_the_sheet_has_whom_one_sets_targets_for(self, people: Any, who: str, whose: set[str]) -> None:
        found = EXPORTS["target_sheet"].find(getattr(people, who), {}, TODAY)
        assert {line.scope for line in found} == whose

    @pytest.mark.usefixtures("full")
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_an_export_changes_nothing(self, act: Any, people: Any, tmp_path: Path, language: str, form: str) -> None:
        with translation.override(language):
            stream = services.export_rows("targets", viewer=people.admin, filters={}, format=form, today=TODAY)
            (tmp_path / f"targets.{form}").write_bytes(b"".join(stream.chunks))
        before = dump()
        imp = services.start_import(paths=[tmp_path], preset="generic", act=act("admin"))
        services.run_import(imp.pk, act=act("admin"))
        report = services.report(imp.pk)
        assert counts(report) == (0, 0, 30, 0), reasons(report)
        assert dump() == before

    def test_an_import_knows_every_column_of_the_export(self) -> None:
        (export,) = (one for one in LISTS if one.place == "targets")
        known = {one.key for one in ENTITIES["targets"].fields}
        assert {column.key for column in export.columns} - {"set_by"} == known - {"name", "period"}
