"""Rows become records: matched, created, changed, left alone or refused with a reason; the dry run foresees it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Product
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.pipeline.services.history import TRACKED, state_of
from keyaccount.apps.workspace.models import AuditEntry, Currency, ExchangeRate, Surface, Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.kernel.errors import NotAllowed
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.models import ImportFile
from tests.conftest import NOW, TODAY
from tests.unit.exchange.conftest import Table, counts, reasons

Bring = Callable[..., dict[str, Any]]


class TestAccounts:
    def test_headings_in_both_languages(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["Account Name", "Industry", "Employees"], ["Acme", "Retail", "1,200"]))
        bring(table("客户.csv", ["客户名称", "所属行业", "员工人数", "企业性质"], ["华为技术", "制造", "1200", "民营"]))
        assert Account.objects.get(name="Acme").employees == 1200
        huawei = Account.objects.get(name="华为技术")
        assert (huawei.industry, huawei.ownership) == ("制造", "private")
        assert "hwjs" in huawei.search

    def test_second_time_nothing_changes(self, table: Table, bring: Bring) -> None:
        path = table("accounts.csv", ["name", "industry"], ["Acme", "Retail"], ["Beta", ""])
        assert counts(bring(path)) == (2, 0, 0, 0)
        assert counts(bring(path)) == (0, 0, 2, 0)
        assert AuditEntry.objects.filter(entity="accounts.account").count() == 2

    def test_a_name_is_the_same_in_any_width_and_case(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name"], ["ＡＣＭＥ（上海）有限公司"]))
        assert counts(bring(table("accounts.csv", ["name", "city"], ["acme(上海)有限公司", "上海"]))) == (0, 1, 0, 0)

    def test_changes_are_written_with_their_trail(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name", "industry", "city"], ["Acme", "Retail", "Bath"]))
        report = bring(table("accounts.csv", ["name", "industry", "city"], ["Acme", "Finance", ""]))
        assert counts(report) == (0, 1, 0, 0)
        acme = Account.objects.get()
        assert (acme.industry, acme.city, acme.version) == ("Finance", "Bath", 2)
        entry = AuditEntry.objects.latest("id")
        assert entry.changes == {"industry": ["Retail", "Finance"]}
        assert (entry.surface, entry.ref, entry.version) == (Surface.IMPORT, f"import:{report['id']}", 2)

    def test_external_ids_are_kept_and_found_again(self, table: Table, bring: Bring) -> None:
        bring(
            table("accounts.csv", ["Account ID", "Account Name", "Billing City"], ["001", "Acme", "Bath"]),
            preset="salesforce",
        )
        acme = Account.objects.get()
        assert (acme.external_source, acme.external_id) == ("salesforce", "001")
        renamed = table("accounts.csv", ["Account ID", "Account Name", "Billing City"], ["001", "Acme plc", "Bath"])
        assert counts(bring(renamed, preset="salesforce")) == (0, 1, 0, 0)
        assert Account.objects.get().name == "Acme plc"

    def test_a_record_without_outside_id_takes_the_one_of_its_name(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name"], ["Acme"]))
        bring(
            table("accounts.csv", ["Account ID", "Account Name", "Billing City"], ["001", "Acme", "Bath"]),
            preset="salesforce",
        )
        assert Account.objects.get().external_id == "001"

    def test_two_outside_ids_of_one_name_are_two_records(self, table: Table, bring: Bring) -> None:
        rows = [["001", "Acme", "Bath"], ["002", "Acme", "Cork"]]
        bring(table("accounts.csv", ["Account ID", "Account Name", "Billing City"], *rows), preset="salesforce")
        assert Account.objects.filter(name="Acme").count() == 2
        report = bring(table("accounts.csv", ["name", "city"], ["Acme", "Rome"]))
        assert "More than one" in reasons(report)[0]

    def test_parents_may_stand_below_their_subsidiaries(self, table: Table, bring: Bring) -> None:
        rows = [["C", "B"], ["B", "A"], ["A", ""]]
        assert counts(bring(table("accounts.csv", ["name", "parent company"], *rows))) == (3, 0, 0, 0)
        assert Account.objects.get(name="C").parent.parent.name == "A"

    def test_circles_are_refused(self, table: Table, bring: Bring) -> None:
        report = bring(table("accounts.csv", ["name", "parent company"], ["A", "B"], ["B", "A"], ["C", ""]))
        assert counts(report) == (1, 0, 0, 2)
        assert "circle" in reasons(report)[0]

    def test_circles_with_what_is_there_are_refused(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name", "parent company"], ["A", ""], ["B", "A"]))
        report = bring(table("accounts.csv", ["name", "parent company"], ["A", "B"]))
        assert counts(report) == (0, 0, 0, 1)

    def test_leading_zeros_survive(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["id", "name", "phone"], ["0007", "Acme", "010555"]))
        acme = Account.objects.get()
        assert (acme.external_id, acme.phone) == ("0007", "010555")

    def test_semicolons_and_gb18030(self, table: Table, bring: Bring) -> None:
        path = table("客户.csv", ["客户名称", "城市"], ["招商银行", "深圳"], encoding="gb18030", delimiter=";")
        (file,) = bring(path)["files"]
        assert (file["encoding"], file["delimiter"]) == ("gb18030", ";")
        assert Account.objects.get().city == "深圳"


class TestRefusedRows:
    def test_each_reason_is_named(self, table: Table, bring: Bring) -> None:
        report = bring(
            table(
                "accounts.csv",
                ["name", "employees", "ownership", "founded"],
                ["", "1", "private", "1999"],
                ["A", "many", "private", "1999"],
                ["B", "1", "martian", "1999"],
                ["C", "1", "private", "99999"],
                ["D" * 161, "1", "private", "1999"],
                ["E", "1", "private", "1999", "surplus"],
                ["F", "1", "private", "1999"],
                ["f ", "2", "private", "1999"],
            )
        )
        assert counts(report) == (1, 0, 0, 7)
        found = {one["row"]: one["reason"] for one in report["files"][0]["rejections"]}
        assert "empty" in found[2]
        assert "many" in found[3]
        assert "martian" in found[4]
        assert "longer" in found[6]
        assert "5 cells" in found[7]
        assert "repeats row 8" in found[9]

    def test_they_can_be_downloaded_with_their_reasons(self, table: Table, bring: Bring) -> None:
        report = bring(table("accounts.csv", ["name", "employees", "note"], ["A", "=1+1", "@x"], ["B", "2", ""]))
        lines = list(csv.reader("".join(services.rejected_csv(report["id"])).removeprefix("\ufeff").splitlines()))
        assert lines[0] == ["Reason", "File", "Row", "name", "employees", "note"]
        assert lines[1][1:] == ["accounts.csv", "2", "A", "'=1+1", "'@x"]
        assert len(lines) == 2


class TestModes:
    def test_create_only(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name", "city"], ["A", "Bath"], ["B", "Bath"]))
        report = bring(
            table("accounts.csv", ["name", "city"], ["A", "Bath"], ["B", "Cork"], ["C", "Rome"]), mode="create"
        )
        assert counts(report) == (1, 0, 1, 1)
        assert Account.objects.get(name="B").city == "Bath"

    def test_update_only(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name", "city"], ["A", "Bath"]))
        report = bring(table("accounts.csv", ["name", "city"], ["A", "Cork"], ["C", "Rome"]), mode="update")
        assert counts(report) == (0, 1, 0, 1)
        assert not Account.objects.filter(name="C").exists()


class TestRelations:
    HEAD = ("Deal Name", "Account Name", "Owner", "Amount", "Stage")

    def test_by_any_key_or_name(self, table: Table, bring: Bring, people: Any) -> None:
        bring(
            table("accounts.csv", ["id", "name", "short name", "domain"], ["007", "Acme plc", "Acme", "acme.example"])
        )
        rows = [
            ["One", "007", "lin", "1", "Find needs"],
            ["Two", "acme plc", "林若溪", "1", "挖掘需求"],
            ["Three", "ACME", "Lin Ruoxi", "1", "Find needs"],
            ["Four", "acme.example", "LIN@example.com", "1", "Find needs"],
        ]
        assert counts(bring(table("deals.csv", self.HEAD, *rows))) == (4, 0, 0, 0)
        acme = Account.objects.get()
        assert set(Opportunity.objects.values_list("account", "owner", "stage__name")) == {
            (acme.pk, people.lin.pk, "Find needs")
        }

    def test_ambiguous_names_are_refused(self, table: Table, bring: Bring) -> None:
        for external in ("1", "2"):
            Account.objects.create(name="Twin", external_id=external, created_at=NOW, updated_at=NOW)
        report = bring(table("deals.csv", self.HEAD, ["One", "Twin", "lin", "1", "Find needs"]))
        assert counts(report) == (0, 0, 0, 1)
        assert "More than one" in reasons(report)[0]

    @pytest.mark.parametrize(
        ("policy", "expected"), [("reject", (0, 0, 0, 1)), ("empty", (1, 0, 0, 0)), ("create", (1, 0, 0, 0))]
    )
    def test_what_is_missing(self, table: Table, bring: Bring, policy: str, expected: tuple[int, ...]) -> None:
        path = table("deals.csv", self.HEAD, ["One", "Nowhere Ltd", "lin", "1", "Find needs"])
        report = bring(path, missing={"account": policy})
        assert counts(report) == expected
        assert Account.objects.filter(name="Nowhere Ltd").exists() == (policy == "create")
        assert report["also_created"] == ({"accounts": 1} if policy == "create" else {})
        assert counts(bring(path, missing={"account": policy}))[0] == 0

    def test_unknown_stages_are_refused_with_those_there_are(self, table: Table, bring: Bring) -> None:
        report = bring(table("deals.csv", self.HEAD, ["One", "", "lin", "1", "Daydreaming"]))
        assert "Collect payment" in reasons(report)[0]

    def test_people_are_made_with_their_team(self, table: Table, bring: Bring) -> None:
        path = table(
            "users.csv",
            ["姓名", "邮箱", "团队", "角色"],
            ["王芳", "fang@example.com", "华南", "经理"],
            ["李 雷", "", "华南", ""],
        )
        report = bring(path)
        assert (counts(report), report["also_created"]) == ((2, 0, 0, 0), {"teams": 1})
        fang = User.objects.get(name="王芳")
        assert (fang.username, fang.role.code, fang.team.name) == ("fang", "manager", "华南")
        assert fang.team.path == f"/{fang.team.pk}/"
        assert not fang.has_usable_password()
        assert User.objects.get(name="李 雷").username == "lilei"


class TestDeals:
    def history(self, name: str) -> list[tuple[Any, ...]]:
        states = OpportunityState.objects.filter(opportunity__name=name).order_by("valid_from")
        return [(state.valid_from, state.valid_to, state.status, state.amount) for state in states]

    def test_past_and_present(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "amount", "create date", "close date"]
        bring(
            table(
                "deals.csv",
                head,
                ["Open", "Find needs", "100", "2026-03-01", "2026-12-24"],
                ["Won", "赢单", "200", "2026-03-01", "2026-05-01"],
                ["Lost", "Closed Lost", "300", "", "2026-05-01"],
                ["Same day", "Won", "400", "2026-05-01", "2026-05-01"],
                ["Bare", "", "", "", ""],
            )
        )
        march, may = (datetime(2026, month, 1, tzinfo=workspace().zone) for month in (3, 5))
        assert self.history("Open") == [(march, None, "open", 100)]
        assert self.history("Won") == [(march, may, "open", 200), (may, None, "won", 200)]
        assert self.history("Lost") == [(may, None, "lost", 300)]
        tick = timedelta(microseconds=1)
        assert self.history("Same day") == [(may, may + tick, "open", 400), (may + tick, None, "won", 400)]
        assert self.history("Bare") == [(NOW, None, "open", None)]
        assert Opportunity.objects.get(name="Open").expected_close == date(2026, 12, 24)
        won = Opportunity.objects.get(name="Won")
        assert (won.closed_on, won.expected_close, won.stage.name) == (date(2026, 5, 1), None, "Collect payment")

    def test_rows_without_a_day_count_from_the_day_that_is_said(self, table: Table, bring: Bring) -> None:
        bring(table("deals.csv", ["deal name", "stage"], ["Bare", "Find needs"]), as_of=date(2026, 1, 5))
        start = datetime(2026, 1, 5, tzinfo=workspace().zone)
        assert self.history("Bare") == [(start, None, "open", None)]
        assert Opportunity.objects.get().opened_on == date(2026, 1, 5)

    def test_states_are_what_the_service_would_write(self, table: Table, bring: Bring) -> None:
        usd = Currency.objects.get(code="USD")
        ExchangeRate.objects.create(currency=usd, day=date(2026, 1, 1), rate=Decimal("7.1"))
        ExchangeRate.objects.create(currency=usd, day=date(2026, 6, 1), rate=Decimal("7.3"))
        head = ["deal name", "stage", "amount", "currency", "create date", "close date", "probability"]
        rows = [
            ["a", "Won", "100.05", "USD", "2026-01-02", "2026-05-31", ""],
            ["b", "Won", "100.05", "USD", "2026-01-02", "2026-06-01", ""],
            ["c", "Lost", "1", "GBP", "2026-01-02", "2026-06-01", ""],
            ["d", "Find needs", "5", "CNY", "2026-01-02", "2026-12-01", "45%"],
            ["e", "Find needs", "", "EUR", "2026-01-02", "", "20%"],
        ]
        assert counts(bring(table("deals.csv", head, *rows))) == (5, 0, 0, 0)
        for deal in Opportunity.objects.select_related("stage"):
            kept = deal.states.get(valid_to=None)
            made = state_of(deal)
            for name in (*TRACKED, "base_amount", "cycle_days"):
                assert getattr(kept, name) == getattr(made, name), (deal.name, name)
        assert Opportunity.objects.get(name="d").win_rate == Decimal("0.45")
        assert Opportunity.objects.get(name="e").win_rate is None  # the stage's own

    def test_a_change_begins_a_state(self, table: Table, bring: Bring) -> None:
        head = ["id", "deal name", "stage", "amount", "create date", "close date"]
        bring(table("deals.csv", head, ["1", "A", "Find needs", "100", "2026-03-01", ""]))
        report = bring(table("deals.csv", head, ["1", "A", "Won", "120", "2026-03-01", "2026-05-01"]))
        assert counts(report) == (0, 1, 0, 0)
        march, may = (datetime(2026, month, 1, tzinfo=workspace().zone) for month in (3, 5))
        assert self.history("A") == [(march, may, "open", 100), (may, None, "won", 120)]
        deal = Opportunity.objects.get()
        assert (deal.version, deal.stage_since) == (2, TODAY)

    def test_a_closing_before_the_last_change_comes_after_it(
        self, table: Table, bring: Bring, act: Callable[..., Any]
    ) -> None:
        head = ["id", "deal name", "stage", "amount", "create date", "close date"]
        bring(table("deals.csv", head, ["1", "A", "Find needs", "100", "2026-03-01", ""]))
        opportunities.update_opportunity(
            opportunity_id=Opportunity.objects.get().pk, values={"amount": Decimal(110)}, act=act("admin")
        )
        bring(table("deals.csv", head, ["1", "A", "Won", "110", "2026-03-01", "2026-05-01"]))
        assert [row[2] for row in self.history("A")] == ["open", "open", "won"]
        assert self.history("A")[-1][0] > NOW

    def test_reopening(self, table: Table, bring: Bring) -> None:
        head = ["id", "deal name", "status", "stage", "close date"]
        bring(table("deals.csv", head, ["1", "A", "lost", "Find needs", "2026-05-01"]))
        bring(table("deals.csv", head, ["1", "A", "open", "Find needs", "2026-12-01"]))
        deal = Opportunity.objects.get()
        assert (deal.status, deal.closed_on, deal.expected_close) == ("open", None, date(2026, 12, 1))

    @pytest.mark.parametrize(
        ("row", "word"),
        [
            (["A", "Won", "1", "2026-06-01", "2026-05-01"], "before"),
            (["A", "Won", "1", "2026-01-01", "2027-05-01"], "future"),
            (["A", "Find needs", "1", "2027-01-01", ""], "future"),
            (["A", "Find needs", "-1", "2026-01-01", ""], "below zero"),
            (["A", "Find needs", "1", "2026-02-30", ""], "date"),
        ],
    )
    def test_impossible_rows(self, table: Table, bring: Bring, row: list[str], word: str) -> None:
        report = bring(table("deals.csv", ["deal name", "stage", "amount", "create date", "close date"], row))
        assert counts(report) == (0, 0, 0, 1)
        assert word in reasons(report)[0]

    def test_products_and_people_come_along(self, table: Table, bring: Bring) -> None:
        bring(table("products.csv", ["product name", "price"], ["Lamp", "50"], ["Desk", "700"]))
        bring(table("contacts.csv", ["name", "e-mail"], ["Ann", "ann@example.com"]))
        head = ["id", "deal name", "product", "quantity", "amount", "contact email"]
        bring(table("deals.csv", head, ["1", "A", "lamp", "3", "150", "ann@example.com"]))
        deal = Opportunity.objects.get()
        assert [(line.product.name, line.quantity, line.price) for line in deal.lines.all()] == [("Lamp", 3, 50)]
        assert deal.people.get().contact.name == "Ann"
        report = bring(table("deals.csv", head, ["1", "A", "Desk", "1", "150", "ann@example.com"]))
        assert counts(report) == (0, 1, 0, 0)
        assert [(line.product.name, line.price) for line in deal.lines.all()] == [("Desk", 150)]
        assert AuditEntry.objects.latest("id").changes["lines"] == ["3.00 × Lamp", "1.00 × Desk"]

    def test_reasons_the_workspace_has_not_become_notes(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "close date", "closed lost reason"]
        bring(table("deals.csv", head, ["A", "Lost", "2026-05-01", "价格"], ["B", "Lost", "2026-05-01", "Bad luck"]))
        a, b = (Opportunity.objects.get(name=name) for name in "AB")
        assert (a.close_reason.name, a.close_note) == ("Price", "")
        assert (b.close_reason, b.close_note) == (None, "Bad luck")

    def test_unknown_currencies_are_refused(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "amount", "currency"]
        report = bring(table("deals.csv", head, ["A", "Find needs", "1", "XAU"], ["B", "Find needs", "1", "人民币"]))
        assert counts(report) == (1, 0, 0, 1)
        assert Opportunity.objects.get().currency == "CNY"


class TestContacts:
    def test_names_roles_and_accounts(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name"], ["华为"]))
        path = table(
            "联系人.csv",
            ["姓名", "客户名称", "职务", "是否关键决策人(是/否)", "邮箱"],
            ["张伟", "华为", "总监", "是", "wei@example.com"],
            ["李娜", "华为", "采购", "否", ""],
        )
        assert counts(bring(path)) == (2, 0, 0, 0)
        wei = Contact.objects.get(name="张伟")
        assert (wei.account.name, [role.role for role in wei.roles.all()]) == ("华为", ["decision_maker"])
        assert not Contact.objects.get(name="李娜").roles.exists()
        assert counts(bring(path)) == (0, 0, 2, 0)

    def test_a_role_that_is_added_is_a_change(self, table: Table, bring: Bring) -> None:
        bring(table("contacts.csv", ["name", "e-mail", "role"], ["Ann", "a@example.com", "user"]))
        report = bring(table("contacts.csv", ["name", "e-mail", "role"], ["Ann", "a@example.com", "approver"]))
        assert counts(report) == (0, 1, 0, 0)
        assert AuditEntry.objects.latest("id").changes == {"roles": [["user"], ["approver", "user"]]}

    def test_one_address_of_two_people(self, table: Table, bring: Bring) -> None:
        path = table(
            "contacts.csv", ["name", "e-mail", "title"], ["Ann", "info@x.com", "A"], ["Bob", "info@x.com", "B"]
        )
        assert counts(bring(path)) == (2, 0, 0, 0)
        again = table("contacts.csv", ["name", "e-mail", "title"], ["Bob", "info@x.com", "Boss"])
        assert counts(bring(again)) == (0, 1, 0, 0)
        assert Contact.objects.get(name="Bob").title == "Boss"


class TestRights:
    def test_without_the_right_to_import(self, table: Table, bring: Bring) -> None:
        for name in ("lin", "finance", "auditor"):
            with pytest.raises(NotAllowed):
                bring(table("accounts.csv", ["name"], ["A"]), by=name)

    def test_others_records_are_refused(self, table: Table, bring: Bring, people: Any) -> None:
        bring(table("accounts.csv", ["name", "city", "owner"], ["Ours", "Bath", "lin"], ["Theirs", "Bath", "stranger"]))
        path = table("accounts.csv", ["name", "city", "owner"], ["Ours", "Cork", "lin"], ["Theirs", "Cork", "stranger"])
        report = bring(path, by="zhao")
        assert counts(report) == (0, 1, 0, 1)
        assert "may not change" in reasons(report)[0]
        assert Account.objects.get(name="Theirs").city == "Bath"

    def test_records_are_not_given_to_strangers(self, table: Table, bring: Bring) -> None:
        report = bring(table("accounts.csv", ["name", "owner"], ["A", "stranger"], ["B", "wang"], ["C", ""]), by="zhao")
        assert counts(report) == (2, 0, 0, 1)
        assert Account.objects.get(name="C").owner.username == "zhao"

    def test_accounts_outside_ones_view_are_not_there(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name", "owner"], ["Theirs", "stranger"]))
        report = bring(table("deals.csv", ["deal name", "account name"], ["A", "Theirs"]), by="zhao")
        assert "There is no" in reasons(report)[0]

    def test_people_and_products_need_more(self, table: Table, bring: Bring) -> None:
        assert counts(bring(table("users.csv", ["name", "team"], ["Eve", "Mallets"]), by="zhao")) == (0, 0, 0, 1)
        assert counts(bring(table("products.csv", ["product name"], ["Lamp"]), by="zhao")) == (0, 0, 0, 1)
        assert not Team.objects.filter(name="Mallets").exists()
        assert not Product.objects.exists()

    def test_archived_records_stay_as_they_are(self, table: Table, bring: Bring) -> None:
        bring(table("accounts.csv", ["name"], ["A"]))
        Account.objects.update(archived_at=NOW)
        report = bring(table("accounts.csv", ["name", "city"], ["A", "Bath"]))
        assert "archived" in reasons(report)[0]


class TestDates:
    HEAD = ("deal name", "create date")

    def test_ambiguous_dates_are_asked_for(self, table: Table, bring: Bring, act: Callable[..., Any]) -> None:
        path = table("deals.csv", self.HEAD, ["A", "3/4/2026"])
        with pytest.raises(services.DateFormatNeeded) as asked:
            bring(path)
        assert "mdy, dmy" in str(asked.value)
        assert not ImportFile.objects.exists()
        assert counts(bring(path, date_format="dmy")) == (1, 0, 0, 0)
        assert Opportunity.objects.get().opened_on == date(2026, 4, 3)

    def test_the_report_names_the_format(self, table: Table, bring: Bring) -> None:
        report = bring(table("deals.csv", self.HEAD, ["A", "3/14/2026"], ["B", "3/4/2026"]))
        assert report["files"][0]["date_format"] == "mdy"
        assert Opportunity.objects.get(name="B").opened_on == date(2026, 3, 4)

    def test_a_format_that_is_said_does_not_turn_plain_dates(self, table: Table, bring: Bring) -> None:
        bring(table("deals.csv", self.HEAD, ["A", "2026-03-04"]), date_format="dmy")
        assert Opportunity.objects.get().opened_on == date(2026, 3, 4)


def test_moving_on_after_an_import(table: Table, bring: Bring, act: Callable[..., Any]) -> None:
    """An imported deal is like any other."""
    bring(table("deals.csv", ["deal name", "stage", "create date"], ["A", "Find needs", "2026-03-01"]))
    deal = Opportunity.objects.get()
    stages.win_opportunity(opportunity_id=deal.pk, act=act("admin", datetime(2026, 11, 19, 5, tzinfo=UTC)))
    assert deal.states.count() == 2
    assert deal.states.get(valid_to=None).cycle_days == (TODAY - date(2026, 3, 1)).days
