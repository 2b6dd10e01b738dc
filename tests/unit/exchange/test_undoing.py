"""Undone, an import has never been; and what people have done since is not lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.models import Opportunity, ProductLine
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Team, User
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.models import Import, ImportBatch
from keyaccount.surfaces.exchange.services.undoing import CannotUndo
from tests.unit.exchange.conftest import Table, counts
from tests.unit.exchange.dumps import dump

Bring = Callable[..., dict[str, Any]]
Acting = Callable[..., Act]
DEALS = ["id", "deal name", "account name", "product", "stage", "amount", "create date", "close date", "contact email"]


@pytest.fixture
def two_rounds(table: Table, bring: Bring) -> dict[str, Any]:
    """What was there, and an import that changes every part of it and adds more."""
    bring(table("accounts.csv", ["name", "city"], ["Acme", "Bath"], ["Beta", ""]))
    bring(table("contacts.csv", ["name", "e-mail", "account", "role"], ["Ann", "ann@x.com", "Acme", "user"]))
    bring(table("products.csv", ["product name", "price"], ["Lamp", "50"]))
    bring(table("deals.csv", DEALS, ["1", "A", "Acme", "Lamp", "Find needs", "100", "2026-03-01", "", "ann@x.com"]))
    before = dump()
    report = bring(
        table(
            "accounts2.csv", ["company", "city", "parent company"], ["Acme", "Cork", "Beta"], ["New", "Rome", "Acme"]
        ),
        table("contacts2.csv", ["full name", "e-mail", "account", "role"], ["Ann", "ann@x.com", "New", "approver"],
              ["Bob", "bob@x.com", "New", ""]),
        table("products2.csv", ["product name", "price"], ["Lamp", "60"], ["Desk", "700"]),
        table("users.csv", ["employee", "team"], ["Eve", "Mallets"]),
        table("deals2.csv", [*DEALS, "owner"],
              ["1", "A", "New", "Desk", "Won", "120", "2026-03-01", "2026-05-01", "bob@x.com", "Eve"],
              ["2", "B", "Made up", "Desk", "Find needs", "7", "2026-04-01", "", "", "Eve"]),
        missing={"account": "create"},
    )  # fmt: skip
    assert counts(report) == (5, 4, 0, 0)
    return {"before": before, "report": report}


class TestUndone:
    def test_everything_is_as_it_was(self, two_rounds: dict[str, Any], act: Acting) -> None:
        assert dump() != two_rounds["before"]
        services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        assert dump() == two_rounds["before"]
        assert services.report(two_rounds["report"]["id"])["status"] == "undone"
        assert not ImportBatch.objects.filter(of=two_rounds["report"]["id"]).exists()

    def test_the_trail_tells_of_it(self, two_rounds: dict[str, Any], act: Acting) -> None:
        number = two_rounds["report"]["id"]
        services.undo_import(number, act=act("admin"))
        told = set(AuditEntry.objects.filter(ref=f"undo:{number}").values_list("label", "action"))
        assert {
            ("New", "removed"),
            ("Bob", "removed"),
            ("Eve", "removed"),
            ("Acme", "restored"),
            ("A", "restored"),
        } <= told

    def test_only_once(self, two_rounds: dict[str, Any], act: Acting) -> None:
        services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        with pytest.raises(CannotUndo):
            services.undo_import(two_rounds["report"]["id"], act=act("admin"))

    def test_imports_are_undone_in_any_order_that_leaves_nothing_open(
        self, table: Table, bring: Bring, act: Acting
    ) -> None:
        before = dump()
        first = bring(table("accounts.csv", ["name", "city"], ["Acme", "Bath"]))["id"]
        second = bring(table("accounts.csv", ["name", "city"], ["Acme", "Cork"]))["id"]
        with pytest.raises(services.UndoRefused):
            services.undo_import(first, act=act("admin"))
        services.undo_import(second, act=act("admin"))
        assert Account.objects.get().city == "Bath"
        services.undo_import(first, act=act("admin"))
        assert dump() == before


class TestChangedSince:
    def test_a_change_is_named(self, two_rounds: dict[str, Any], act: Acting) -> None:
        acme = Account.objects.get(name="Acme")
        accounts.update_account(account_id=acme.pk, values={"industry": "Retail"}, act=act("admin"))
        with pytest.raises(services.UndoRefused) as refused:
            services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        assert "Acme was changed by" in str(refused.value)
        assert Account.objects.filter(name="New").exists()
        assert services.report(two_rounds["report"]["id"])["can_undo"]

    def test_a_change_beside_the_record_is_named(self, two_rounds: dict[str, Any], act: Acting, people: Any) -> None:
        """A member of the account team is no column of the account."""
        accounts.add_member(account_id=Account.objects.get(name="New").pk, user=people.wang, act=act("admin"))
        with pytest.raises(services.UndoRefused) as refused:
            services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        assert "New was changed by" in str(refused.value)

    def test_a_change_without_a_trace_is_seen_by_the_version(self, two_rounds: dict[str, Any], act: Acting) -> None:
        Opportunity.objects.filter(name="B").update(version=2)
        with pytest.raises(services.UndoRefused) as refused:
            services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        assert "B was changed" in str(refused.value)

    def test_use_by_a_later_record_is_named(self, two_rounds: dict[str, Any], act: Acting) -> None:
        new = Account.objects.get(name="New")
        contacts.create_contact(values={"name": "Zoe", "account": new}, act=act("admin"))
        with pytest.raises(services.UndoRefused) as refused:
            services.undo_import(two_rounds["report"]["id"], act=act("admin"))
        assert "New is used by" in str(refused.value)
        assert "Zoe" in str(refused.value)

    def test_forced_the_change_is_lost(self, two_rounds: dict[str, Any], act: Acting) -> None:
        deal = Opportunity.objects.get(name="A")
        opportunities.update_opportunity(opportunity_id=deal.pk, values={"amount": Decimal(5)}, act=act("admin"))
        services.undo_import(two_rounds["report"]["id"], act=act("admin"), force=True)
        deal.refresh_from_db()
        assert (deal.amount, deal.status, deal.version) == (100, "open", 1)
        assert deal.states.count() == 1

    def test_forced_what_others_use_stays(self, two_rounds: dict[str, Any], act: Acting) -> None:
        eve = User.objects.get(name="Eve")
        new = Account.objects.get(name="New")
        made = opportunities.create_opportunity(
            values={"name": "Later", "account": new, "owner": eve}, act=act("admin")
        )
        services.undo_import(two_rounds["report"]["id"], act=act("admin"), force=True)
        made.refresh_from_db()
        assert made.account == new
        assert Team.objects.filter(name="Mallets").exists()  # Eve's
        assert not Opportunity.objects.filter(name="B").exists()
        assert not ProductLine.objects.filter(product__name="Desk").exists()
        kept = services.report(two_rounds["report"]["id"])["kept"]
        assert any("New was kept" in one for one in kept)
        assert any("Eve was kept" in one for one in kept)


class TestWho:
    def test_strangers_do_not_see_it(self, two_rounds: dict[str, Any], act: Acting) -> None:
        with pytest.raises(NotFound):
            services.undo_import(two_rounds["report"]["id"], act=act("zhao"))

    def test_it_needs_the_right_to_import(self, two_rounds: dict[str, Any], act: Acting, people: Any) -> None:
        Import.objects.update(owner=people.lin)
        with pytest.raises(NotAllowed):
            services.undo_import(two_rounds["report"]["id"], act=act("lin"))
