"""Rows become records: matched, created, changed, left alone or refused with a reason; the dry run foresees it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.models import AuditEntry, Surface
from keyaccount.surfaces.exchange import services
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
