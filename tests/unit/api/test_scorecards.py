"""Scorecards through the API: read as of a day, set by administrators, read off by whoever sets targets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.portfolio.models import MeasureReading, StanceCard
from keyaccount.apps.portfolio.services.scorecards import add_reading
from keyaccount.formulas.segments import Stance
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine", "people")
Call = Callable[..., Caller]
CARD = [{"key": "satisfaction", "weight": "0.6", "wanted": "0.9"}, {"key": "transfers", "weight": 0.4, "wanted": 2}]


def test_the_card_of_a_stance_with_what_is_reached(call: Call, act: Any, ask: Any) -> None:
    add_reading(stance=Stance.ATTACK, key="team_growth", value=Decimal("0.05"), source="Personnel", act=act("zhao"))
    card = call().get("/scorecards/attack").json()
    lines = {one["key"]: one for one in card["measures"]}
    assert sum(Decimal(one["weight"]) for one in lines.values()) == 1
    read = lines["team_growth"]
    assert (Decimal(read["measured"]), Decimal(read["reached"]), read["quarter"], read["source"]) == (
        Decimal("0.05"), Decimal("0.5"), "2026-10-01", "Personnel",
    )  # fmt: skip
    assert (read["perspective"], read["live"], read["less_is_better"]) == ("people", False, False)
    assert lines["revenue_growth"]["measured"] is None
    assert Decimal(card["score"]) == ask("stances.score", "lin", stance="attack").value
    before = call().get("/scorecards/attack?as_of=2026-09-30").json()
    assert {one["key"]: one["measured"] for one in before["measures"]}["team_growth"] is None
    assert Decimal(before["covered"]) == Decimal(card["covered"]) - Decimal("0.2")
    assert [one["stance"] for one in call().get("/scorecards").json()["items"]] == [str(one) for one in Stance]


def test_administrators_set_the_whole_card(call: Call) -> None:
    assert call("zhao").put("/scorecards/maintain", {"measures": CARD}).status_code == 403
    card = call("admin").put("/scorecards/maintain", {"measures": CARD}).json()
    assert [(one["key"], one["weight"], one["wanted"]) for one in card["measures"]] == [
        ("satisfaction", "0.6000", "0.9000"), ("transfers", "0.4000", "2.0000"),
    ]  # fmt: skip
    assert call().get("/scorecards/maintain?as_of=2026-11-18").json()["measures"] == []


@pytest.mark.parametrize(
    ("measures", "status"),
    [
        (CARD[:1], 422),
        ([*CARD, CARD[0]], 422),
        ([{"key": "nonsense", "weight": "1", "wanted": "1"}], 404),
        ([{"key": "satisfaction", "weight": "1", "wanted": "0"}], 422),
    ],
    ids=["weights", "twice", "unknown", "nothing wanted"],
)
def test_a_card_that_cannot_be_is_refused(call: Call, measures: Any, status: int) -> None:
    assert call("admin").put("/scorecards/maintain", {"measures": measures}).status_code == status
    assert not StanceCard.objects.exists()


def test_readings_are_added_and_stay(call: Call) -> None:
    values = {"stance": "defend", "key": "satisfaction", "value": "0.8", "source": "Survey"}
    made = call("zhao").post("/measure-readings", values)
    assert (made.status_code, made.json()["quarter"], made.json()["value"]) == (201, "2026-10-01", "0.8000")
    call("zhao").post("/measure-readings", {**values, "value": "0.85"})
    rows = call("stranger").items("/measure-readings?stance=defend&key=satisfaction")
    assert [one["value"] for one in rows] == ["0.8500", "0.8000"]
    assert call().get(f"/measure-readings/{made.json()['id']}").json()["author"]["username"] == "zhao"


@pytest.mark.parametrize(
    ("who", "change", "status"),
    [
        ("lin", {}, 403), ("zhao", {"key": "revenue_growth"}, 422), ("zhao", {"key": "nonsense"}, 422),
        ("zhao", {"quarter": "2027-01-05"}, 422), ("zhao", {"source": ""}, 422), ("zhao", {"stance": "x"}, 422),
    ],
)  # fmt: skip
def test_a_reading_that_cannot_be_is_refused(call: Call, who: str, change: Any, status: int) -> None:
    values = {"stance": "defend", "key": "satisfaction", "value": "0.8", "source": "Survey", **change}
    assert call(who).post("/measure-readings", values).status_code == status
    assert not MeasureReading.objects.exists()
