"""Rows name other records by any key, within what the importing person may see and write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.workspace.models import Team, User
from keyaccount.kernel.errors import NotAllowed
from tests.conftest import NOW
from tests.unit.exchange.conftest import Table, counts, reasons

Bring = Callable[..., dict[str, Any]]


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
