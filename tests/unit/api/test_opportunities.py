"""What is done with an opportunity over the API: the same acts, with the same questions, as on the page."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.pipeline.models import BuyingFactor, NeedSheet, Opportunity, OpportunityContact


@pytest.fixture
def deal(call: Any) -> dict[str, Any]:
    made = call("lin").post("/opportunities", {"name": "Deal", "amount": "100", "opened_on": "2026-01-05"})
    assert made.status_code == 201, made.content
    return {**made.json(), "url": made["Location"], "etag": made["ETag"]}


def test_a_new_deal_stands_in_the_first_stage_and_is_mine(deal: Any, people: Any) -> None:
    assert (deal["stage"]["name"], deal["status"], deal["currency"]) == ("Analyse customer", "open", "CNY")
    assert (deal["owner"]["username"], deal["team"]["name"], deal["win_rate"]) == ("lin", "East", None)


def test_moving(call: Any, deal: Any) -> None:
    lin = call("lin")
    refused = lin.post(f"{deal['url']}/move", {"stage": "Build trust"})
    assert (refused.status_code, refused.json()["code"]) == (422, "end_mark_missing")
    moved = lin.post(f"{deal['url']}/move", {"stage": "Build trust", "evidence": "They asked"})
    assert (moved.json()["stage"]["name"], moved.json()["version"]) == ("Build trust", 2)
    assert lin.post(f"{deal['url']}/move", {"stage": "Analyse customer"}).status_code == 200
    assert lin.post(f"{deal['url']}/move", {"stage": "Nowhere"}).json()["errors"][0]["field"] == "stage"


def test_a_stage_of_a_name_that_two_pipelines_have(call: Any, deal: Any) -> None:
    from keyaccount.apps.pipeline.models import Pipeline, Stage

    other = Pipeline.objects.exclude(is_default=True).first()
    assert other is not None
    Stage.objects.create(pipeline=other, name="Find needs", position=90, win_rate=0)
    lin = call("lin")
    assert lin.post(f"{deal['url']}/move", {"stage": "Find needs", "evidence": "x"}).status_code == 422
    stage = {"name": "Find needs", "pipeline": other.name}
    moved = lin.post(f"{deal['url']}/move", {"stage": stage})
    assert moved.json()["stage"]["pipeline_id"] == other.pk


def test_winning_losing_and_opening_again(call: Any, deal: Any) -> None:
    lin, url = call("lin"), deal["url"]
    won = lin.post(f"{url}/win", {"closed_on": "2026-02-01", "reason": "Trust in us", "note": "early"}).json()
    assert (won["status"], won["closed_on"], won["close_reason"]["name"]) == ("won", "2026-02-01", "Trust in us")
    assert lin.post(f"{url}/win", {}).json()["code"] == "deal_already_closed"
    assert lin.post(f"{url}/reopen").json()["status"] == "open"
    assert lin.post(f"{url}/reopen").json()["code"] == "deal_not_closed"
    assert lin.post(f"{url}/lose", {}).status_code == 422
    assert lin.post(f"{url}/lose", {"reason": "Trust in us"}).json()["errors"][0]["field"] == "reason"
    assert lin.post(f"{url}/lose", {"reason": "Price"}).json()["status"] == "lost"


@pytest.mark.parametrize("day", ["2199-01-01", "2026-01-04"])
def test_a_day_on_which_no_deal_can_close(call: Any, deal: Any, day: str) -> None:
    refused = call("lin").post(f"{deal['url']}/win", {"closed_on": day})
    assert refused.json()["errors"][0]["field"] == "closed_on"


def test_an_act_heeds_the_version_that_was_read(call: Any, deal: Any) -> None:
    moved = {"stage": "Build trust", "evidence": "x"}
    call("zhao").post(f"{deal['url']}/move", moved)
    other = {"stage": "Find needs", "evidence": "y"}
    refused = call("lin").post(f"{deal['url']}/move", other, If_Match=deal["etag"])
    assert (refused.status_code, refused.json()["clashes"][0]["field"]) == (412, "stage")
    assert refused.json()["clashes"][0]["theirs"]["name"] == "Build trust"


def test_stage_and_outcome_are_no_plain_fields(call: Any, deal: Any) -> None:
    for body in ({"stage": "Build trust"}, {"status": "won"}, {"closed_on": "2026-02-01"}):
        assert call("lin").patch(deal["url"], body).status_code == 422


def test_lines_make_the_amount(call: Any, deal: Any) -> None:
    lin, url = call("lin"), f"{deal['url']}/lines"
    for name in ("GTX", "MG"):
        call("admin").post("/products", {"name": name, "code": name.lower()})
    lines = [{"product": "GTX", "quantity": "2.5", "price": "10.10"}, {"product": "mg", "price": 0.07}]
    answer = lin.put(url, {"lines": lines})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["amount"], len(answer.json()["lines"])) == ("25.32", 2)
    assert [(line["product"]["name"], line["quantity"], line["amount"]) for line in lin.get(url).json()] == [
        ("GTX", "2.50", "25.25"),
        ("MG", "1.00", "0.07"),
    ]
    refused = lin.put(url, {"lines": [*lines, {"product": "nothing", "price": 1}]})
    assert refused.json()["errors"][0]["field"] == "lines.2.product"
    assert lin.put(url, {"lines": []}).json()["amount"] == "25.32", "the amount stays when the lines go"
    assert lin.get(url).json() == []


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"product": "GTX"}, "lines.0.price"),
        ({"product": "GTX", "price": "5", "quantity": 0}, "lines.0.quantity"),
        ({"product": "GTX", "price": "-5"}, "lines.0.price"),
        ({"product": "GTX", "price": "5", "discount": "1"}, "lines.0.discount"),
    ],
)
def test_what_is_no_line(call: Any, deal: Any, line: dict[str, Any], field: str) -> None:
    call("admin").post("/products", {"name": "GTX"})
    refused = call("lin").put(f"{deal['url']}/lines", {"lines": [line]})
    assert field in {error["field"] for error in refused.json()["errors"]}


def test_history_is_every_state(call: Any, deal: Any) -> None:
    lin, url = call("lin"), deal["url"]
    lin.patch(url, {"amount": "200"})
    lin.patch(url, {"next_step": "Call"})
    call("zhao").post(f"{url}/win", {"closed_on": "2026-02-01"})
    states = lin.items(f"{url}/history?limit=1&sort=id")
    assert [(state["amount"], state["status"]) for state in states] == [
        ("100.00", "open"),
        ("200.00", "open"),
        ("200.00", "won"),
    ]
    assert [state["valid_to"] for state in states] == [states[1]["valid_from"], states[2]["valid_from"], None]
    assert (states[2]["changed_by"]["username"], states[2]["surface"]) == ("zhao", "api")


def test_what_belongs_to_a_deal_is_shown_with_it(call: Any, deal: Any, people: Any) -> None:
    record = Opportunity.objects.get(pk=deal["id"])
    contact = call("lin").post("/contacts", {"name": "Mei"}).json()["id"]
    OpportunityContact.objects.create(opportunity=record, contact_id=contact, role="approver")
    BuyingFactor.objects.create(opportunity=record, factor="price", score=4, evidence="asked twice")
    NeedSheet.objects.create(opportunity=record, goal="grow", cost_estimate=70, expected_margin=30)
    shown = call("auditor").get(deal["url"]).json()
    assert shown["people"] == [{"contact": {"id": contact, "name": "Mei"}, "role": "approver"}]
    assert shown["factors"] == [{"factor": "price", "score": 4, "evidence": "asked twice"}]
    assert (shown["need_sheet"]["cost_estimate"], shown["need_sheet"]["expected_margin"]) == ("70.00", "30.00")
    people.auditor.role.field_groups = ["reach"]
    people.auditor.role.save()
    without = call("auditor").get(deal["url"]).json()["need_sheet"]
    assert without == {"goal": "grow", "findings": "", "resources": ""}


def test_own_win_rate_and_recurring_revenue(call: Any, deal: Any) -> None:
    body = {
        "win_rate": "0.25",
        "revenue_kind": "recurring",
        "recurring_amount": "12.5",
        "recurring_unit": "month",
        "recurring_term": 12,
    }
    changed = call("lin").patch(deal["url"], body).json()
    assert (changed["win_rate"], changed["recurring_amount"], changed["recurring_unit"]) == ("0.2500", "12.50", "month")
    assert call("lin").patch(deal["url"], {"win_rate": "1.01"}).status_code == 422
    assert call("lin").patch(deal["url"], {"win_rate": None, "recurring_unit": ""}).json()["win_rate"] is None
