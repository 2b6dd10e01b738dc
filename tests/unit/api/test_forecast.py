"""Forecasting methods through the API: what they are, what they said by rights, and a run asked for once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.models import ForecastRun, MonthForecast
from tests.conftest import NOW
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]


@pytest.fixture
def run(people: Any) -> ForecastRun:
    run = ForecastRun.objects.create(as_of=date(2026, 11, 15), made_at=NOW, made_by=people.admin, deals=40)
    said = {"said": Decimal(100), "low": Decimal(80), "high": Decimal(120)}
    for team in (None, people.east):
        MonthForecast.objects.create(
            run=run, team=team, method="trend", month=date(2026, 11, 1), origin=date(2026, 11, 15), **said
        )
    return run


def test_methods_are_listed_with_how_they_work(call: Call) -> None:
    found = call().get("/forecast/methods").json()
    assert [one["method"] for one in found] == ["trend", "weighted", "measured", "regression", "learned"]
    assert all(one["how"] for one in found)


def test_predictions_follow_rights_and_filters(call: Call, run: ForecastRun, people: Any) -> None:
    everything = call("admin").items("/forecast/predictions")
    assert [(one["team"] and one["team"]["name"], one["said"]) for one in everything] == [
        (None, "100.00"),
        ("East", "100.00"),
    ]
    assert [one["team"]["name"] for one in call("lin").items("/forecast/predictions")] == ["East"]
    assert call("stranger").items("/forecast/predictions") == []
    MonthForecast.objects.filter(team=people.east).update(team=None, person=people.lin)
    for who, seen in (("lin", 1), ("zhao", 1), ("finance", 1), ("stranger", 0)):
        found = call(who).items(f"/forecast/predictions?person={people.lin.pk}")
        assert [(one["team"], one["person"]["username"]) for one in found] == [(None, "lin")] * seen
    assert call("lin").get("/figures/forecast.trend?scope=user:lin&period=2026-11").json()["value"] == 100
    assert call("admin").items("/forecast/predictions?method=learned") == []
    assert len(call("admin").items(f"/forecast/predictions?run={run.pk}&month__gte=2026-11-01")) == 2
    assert [one["deals"] for one in call("stranger").items("/forecast/runs")] == [40]


def test_a_run_is_asked_for_once(call: Call) -> None:
    first = call("wang").post("/forecast/runs")
    assert (first.status_code, first.json()["kind"], first.json()["status"]) == (202, "forecast.methods", "waiting")
    second = call("lin").post("/forecast/runs")
    assert (second.status_code, second.json()["code"]) == (409, "already_fitting")
    assert call("auditor").post("/forecast/runs").status_code == 403
