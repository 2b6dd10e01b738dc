"""Bulk upserts: found again by external id, each item by the same rules, nothing changed by the second time."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.workspace.models import AuditEntry

SOURCE = {"external_source": "erp"}


def put(call: Any, resource: str, *items: Any, who: str = "lin", **more: Any) -> dict[str, Any]:
    answer = call(who).put(f"/{resource}/bulk", {**SOURCE, "items": list(items), **more})
    assert answer.status_code == 200, answer.content
    report: dict[str, Any] = answer.json()
    assert [one["index"] for one in report["results"]] == list(range(len(items)))
    assert sum(report[name] for name in ("created", "updated", "unchanged", "rejected")) == len(items)
    return report


def results(report: dict[str, Any]) -> list[str]:
    return [one["result"] for one in report["results"]]


ITEMS: dict[str, list[dict[str, Any]]] = {
    "accounts": [
        {"external_id": "A1", "name": "Acme", "yearly_revenue": "5", "owner": "lin"},
        {"external_id": "A2", "name": "Acme East", "parent": {"external_id": "A1"}},
    ],
    "contacts": [
        {"external_id": "C1", "name": "Mei", "roles": ["user", "approver"], "left_on": None},
        {"external_id": "C2", "name": "Bo", "reports_to": "Mei"},
    ],
    "opportunities": [
        {"external_id": "O1", "name": "Deal", "amount": 5, "stage": "Build trust"},
        {"external_id": "O2", "name": "Won", "status": "won", "closed_on": "2026-11-20", "opened_on": "2026-11-01"},
        {"external_id": "O3", "name": "Lost", "status": "lost", "close_reason": "Price", "close_note": "late"},
    ],
    "products": [{"external_id": "P1", "name": "GTX", "list_price": "4821"}],
}


@pytest.mark.parametrize("resource", list(ITEMS))
def test_the_second_time_changes_nothing(people: Any, call: Any, resource: str) -> None:
    who = "admin" if resource == "products" else "lin"
    first = put(call, resource, *ITEMS[resource], who=who)
    assert set(results(first)) == {"created"}
    kept = AuditEntry.objects.count(), OpportunityState.objects.count()
    second = put(call, resource, *ITEMS[resource], who=who)
    assert set(results(second)) == {"unchanged"}
    assert [one["id"] for one in second["results"]] == [one["id"] for one in first["results"]]
    assert (AuditEntry.objects.count(), OpportunityState.objects.count()) == kept


def test_what_differs_is_changed_and_the_rest_left_alone(call: Any) -> None:
    put(call, "accounts", *ITEMS["accounts"])
    report = put(call, "accounts", {**ITEMS["accounts"][0], "city": "Beijing"}, ITEMS["accounts"][1])
    assert results(report) == ["updated", "unchanged"]
    assert list(Account.objects.order_by("id").values_list("city", "version")) == [("Beijing", 2), ("", 1)]


def test_an_item_that_does_not_fit_does_not_hold_the_others_up(call: Any) -> None:
    report = put(
        call,
        "accounts",
        {"external_id": "1", "name": "Acme"},
        {"external_id": "2"},
        {"external_id": "3", "name": "East", "parent": "nobody"},
        {"external_id": "4", "name": "x" * 200},
        {"name": "no id"},
        "text",
        {"external_id": "5", "name": "West", "nmae": "x"},
    )
    assert results(report) == ["created", *["rejected"] * 6]
    fields = [[error["field"] for error in one["errors"]] for one in report["results"][1:]]
    assert fields == [["name"], ["parent"], ["name"], ["external_id"], [""], ["nmae"]]
    assert all(one["message"] for one in report["results"][1:])
    assert Account.objects.count() == 1


def test_an_external_id_that_comes_twice_is_not_guessed(call: Any) -> None:
    report = put(call, "accounts", *({"external_id": "1", "name": name} for name in ("A", "B")))
    assert {one["code"] for one in report["results"]} == {"twice_in_one_bulk"}
    assert not Account.objects.exists()


def test_an_item_may_name_one_before_it(call: Any) -> None:
    report = put(
        call,
        "accounts",
        {"external_id": "1", "name": "Holding"},
        {"external_id": "2", "name": "East", "parent": "Holding"},
        {"external_id": "3", "name": "East 2", "parent": {"external_id": "2", "external_source": "erp"}},
    )
    assert results(report) == ["created"] * 3


def test_all_or_nothing(call: Any) -> None:
    items = [{"external_id": "1", "name": "Acme"}, {"external_id": "2"}]
    refused = call("lin").put("/accounts/bulk", {**SOURCE, "all_or_nothing": True, "items": items})
    document = refused.json()
    assert (refused.status_code, document["code"], document["rejected"]) == (422, "items_rejected", 1)
    assert [one["index"] for one in document["results"]] == [1]
    assert not Account.objects.exists()
    assert put(call, "accounts", items[0], all_or_nothing=True)["created"] == 1


def test_a_record_out_of_sight_is_neither_shown_nor_doubled(call: Any) -> None:
    put(call, "accounts", {"external_id": "1", "name": "Acme"})
    report = put(call, "accounts", {"external_id": "1", "name": "Mine"}, who="stranger")
    assert (report["results"][0]["code"], report["results"][0]["id"]) == ("not_found", None)
    assert Account.objects.get().name == "Acme"


def test_a_record_one_only_sees_is_not_changed(call: Any) -> None:
    put(call, "accounts", {"external_id": "1", "name": "Acme"})
    assert put(call, "accounts", {"external_id": "1", "name": "Acme"}, who="wang")["unchanged"] == 1
    report = put(call, "accounts", {"external_id": "1", "name": "Ours"}, who="wang")
    assert report["results"][0]["code"] == "not_allowed"


def test_sources_are_kept_apart(call: Any) -> None:
    item = {"external_id": "1", "name": "Acme"}
    report = put(call, "accounts", item, {**item, "external_source": "crm"})
    assert results(report) == ["created", "created"]
    assert set(Account.objects.values_list("external_source", flat=True)) == {"erp", "crm"}


@pytest.mark.parametrize("items", [[], [{"external_id": str(number), "name": "A"} for number in range(1001)], {}])
def test_how_many(call: Any, items: Any) -> None:
    assert call("lin").put("/accounts/bulk", {"items": items}).status_code == 422


def test_roles_are_taken_whole(call: Any) -> None:
    mei = {"external_id": "1", "name": "Mei", "roles": ["user"]}
    put(call, "contacts", mei)
    assert put(call, "contacts", {**mei, "roles": ["user", "user"]})["unchanged"] == 1
    assert put(call, "contacts", {**mei, "roles": ["blocker"]})["updated"] == 1
    assert call("lin").items("/contacts")[0]["roles"] == ["blocker"]
    without = {name: value for name, value in mei.items() if name != "roles"}
    assert put(call, "contacts", without)["unchanged"] == 1


class TestStagesAndOutcomes:
    """What another system tells of stage and outcome is done by the same acts, with what they ask for."""

    deal = {"external_id": "1", "name": "Deal", "amount": "100", "opened_on": "2026-01-01"}

    def stands(self) -> tuple[str, str, Any]:
        deal = Opportunity.objects.select_related("stage").get()
        return deal.stage.name, deal.status, deal.closed_on and deal.closed_on.isoformat()

    def test_forwards_asks_for_the_end_mark(self, call: Any) -> None:
        put(call, "opportunities", self.deal)
        moved = {**self.deal, "stage": "Build trust"}
        report = put(call, "opportunities", moved)
        assert report["results"][0]["code"] == "end_mark_missing"
        assert put(call, "opportunities", {**moved, "evidence": "They asked"})["updated"] == 1
        assert self.stands() == ("Build trust", "open", None)
        assert put(call, "opportunities", moved)["unchanged"] == 1

    def test_a_loss_needs_its_reason(self, call: Any) -> None:
        report = put(call, "opportunities", {**self.deal, "status": "lost"})
        assert report["results"][0]["errors"][0]["field"] == "reason"
        assert not Opportunity.objects.exists()

    def test_a_reason_must_fit_the_outcome(self, call: Any) -> None:
        report = put(call, "opportunities", {**self.deal, "status": "won", "close_reason": "Key contact left"})
        assert report["results"][0]["errors"][0]["field"] == "close_reason"

    def test_from_open_to_won_to_lost_and_back(self, call: Any) -> None:
        put(call, "opportunities", self.deal)
        won = {**self.deal, "status": "won", "closed_on": "2026-02-01"}
        assert put(call, "opportunities", won)["updated"] == 1
        assert self.stands()[1:] == ("won", "2026-02-01")
        lost = {**self.deal, "status": "lost", "closed_on": "2026-03-01", "close_reason": "Price"}
        assert put(call, "opportunities", lost)["updated"] == 1
        assert self.stands()[1:] == ("lost", "2026-03-01")
        assert put(call, "opportunities", {**self.deal, "status": "open"})["updated"] == 1
        assert self.stands()[1:] == ("open", None)

    def test_another_day_of_closing_keeps_the_reason(self, call: Any) -> None:
        lost = {**self.deal, "status": "lost", "closed_on": "2026-02-01", "close_reason": "Price", "close_note": "x"}
        put(call, "opportunities", lost)
        later = {**self.deal, "status": "lost", "closed_on": "2026-02-02"}
        assert put(call, "opportunities", later)["updated"] == 1
        deal = Opportunity.objects.select_related("close_reason").get()
        assert (self.stands()[2], str(deal.close_reason), deal.close_note) == ("2026-02-02", "Price", "x")
        assert put(call, "opportunities", later)["unchanged"] == 1

    def test_a_closed_deal_does_not_move(self, call: Any) -> None:
        put(call, "opportunities", {**self.deal, "status": "won", "closed_on": "2026-02-01"})
        report = put(call, "opportunities", {**self.deal, "stage": "Find needs", "evidence": "x"})
        assert report["results"][0]["code"] == "deal_already_closed"

    def test_an_item_is_taken_whole_or_not_at_all(self, call: Any) -> None:
        put(call, "opportunities", self.deal)
        report = put(call, "opportunities", {**self.deal, "name": "Renamed", "status": "lost"})
        assert results(report) == ["rejected"]
        assert Opportunity.objects.get().name == "Deal"


def test_an_unchanged_bulk_asks_little_however_long(call: Any) -> None:
    def queries(count: int) -> int:
        items = [
            {"external_id": str(number), "name": f"Deal {number}", "account": f"Acme {number}", "stage": "Find needs"}
            for number in range(count)
        ]
        accounts = ({"external_id": str(number), "name": f"Acme {number}"} for number in range(count))
        put(call, "accounts", *accounts)
        put(call, "opportunities", *items)
        with CaptureQueriesContext(connection) as captured:
            assert put(call, "opportunities", *items)["unchanged"] == count
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    assert queries(20) == queries(3)
