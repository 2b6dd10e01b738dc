"""Figures over the API: the registry's own document, every digit, nothing asked in vain."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from keyaccount import figures
from keyaccount.apps.insights.queries import OWN_KEYS, question_from
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.figures.registry import as_json
from keyaccount.figures.writing import to_json
from keyaccount.surfaces.api.schemas.figures import FigureAsked, FigureOut

KEYS = [definition.key for definition in figures.definitions()]


@pytest.fixture
def deals(act: Any) -> None:
    for amount in ("100.10", "0.07", None):
        values = {"name": f"Deal {amount}", "amount": amount and Decimal(amount)}
        create_opportunity(values=values, act=act("lin"))


def test_the_list_is_the_registry(people: Any, call: Any) -> None:
    assert [one["key"] for one in call("lin").get("/figures").json()] == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_the_document_is_that_of_the_registry(deals: None, people: Any, call: Any, key: str) -> None:
    asked = {"scope": "company", "period": "2026", "as_of": "2026-11-30", "since": "2026-11-01"}
    if "since" not in figures.definition(key).options:
        del asked["since"]
    answer = call("zhao").get(f"/figures/{key}?" + "&".join(f"{name}={text}" for name, text in asked.items()))
    assert answer.status_code == 200, answer.content
    me = call("zhao").get("/me").json()["workspace"]
    today = __import__("datetime").date.fromisoformat(me["today"])
    wanted = figures.compute(key, question_from(asked, viewer=people.zhao, today=today))
    assert answer.content.decode() == to_json(as_json(wanted))
    FigureOut.model_validate_json(answer.content)


def test_numbers_have_all_their_digits(deals: None, call: Any) -> None:
    answer = call("lin").get("/figures/pipeline.weighted")
    assert json.loads(answer.content, parse_float=Decimal)["value"] == Decimal("5.0085")
    assert b'"value": 5.0085' in answer.content


def test_how_many_rows(deals: None, call: Any) -> None:
    document = call("lin").get("/figures/pipeline.amount?rows=1").json()
    assert (len(document["rows"]), document["rows_total"]) == (1, 3)
    assert call("lin").get("/figures/pipeline.amount?rows=0").json()["rows"] == []


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("scope=user:lin", 3),
        ("scope=user:wang", 0),
        ("scope=team:East", 3),
        ("scope=team:North", 0),
        ("q=100", 1),
        ("stage=999999", 0),
        ("team=999999", 0),
        ("pipeline=Six steps", 3),
        ("undated=exclude", 0),
        ("currency=EUR", 0),
        ("as_of=1999-12-31", 0),
    ],
)
def test_scope_and_filters(deals: None, call: Any, query: str, value: int) -> None:
    answer = call("lin").get(f"/figures/pipeline.count?{query}")
    assert (answer.status_code, answer.json().get("value")) == (200, value), answer.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("pipeline.nothing", 404),
        ("PIPELINE", 422),
        ("pipeline.count?scope=team:Nowhere", 404),
        ("pipeline.count?scope=planet", 422),
        ("pipeline.count?scope=user:%231", 404),
        ("pipeline.count?period=sometime", 422),
        ("pipeline.count?as_of=yesterday", 422),
        ("pipeline.count?as_of=9999-12-31", 422),
        ("pipeline.count?rows=-1", 422),
        ("pipeline.count?owner=lin", 422),
        ("pipeline.count?undated=maybe", 422),
        ("pipeline.count?pipeline=Nowhere", 404),
        ("pipeline.count?amount_from=NaN", 422),
        ("pipeline.count?colour=red", 422),
        ("sales.target?stage=1", 422),
    ],
)
def test_what_cannot_be_asked(people: Any, call: Any, path: str, status: int) -> None:
    refused = call("lin").get(f"/figures/{path}")
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json"), refused.content


def test_every_filter_of_every_figure_can_be_asked() -> None:
    options = {option for definition in figures.definitions() for option in definition.options}
    assert options | OWN_KEYS <= set(FigureAsked.model_fields)
