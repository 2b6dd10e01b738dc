"""Categories by hand, numbers and submissions through the API: the services of the pages, and their rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from keyaccount.apps.forecast.models import Override
from keyaccount.apps.pipeline.services.stages import win_opportunity
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]
DECEMBER = date(2026, 12, 10)
NUMBER = {"category": "commit", "period": "2026-Q4", "amount": "170.00", "note": "They told me"}


class TestCategory:
    @pytest.fixture
    def address(self, make_deal: Any) -> str:
        return f"/opportunities/{make_deal('Line 2', 80, stage=3, expected_close=DECEMBER).pk}/forecast-category"

    def test_stage_and_hand_are_both_told(self, call: Call, address: str) -> None:
        lin = call("lin")
        before = lin.get(address).json()
        assert (before["counts"], before["by_stage"], before["said"]) == ("best_case", "best_case", [])
        said = lin.put(address, {"category": "commit", "note": "Signed in principle"}).json()
        assert (said["counts"], said["by_stage"]) == ("commit", "best_case")
        assert lin.delete(address).status_code == 204
        after = call("auditor").get(address).json()
        assert (after["counts"], after["said"][0]["note"]) == ("best_case", "Signed in principle")
        assert after["said"][0]["ended_by"]["username"] == "lin"

    def test_who_may_say_it(self, call: Call, address: str) -> None:
        said = {"category": "omitted"}
        answers = {who: call(who).put(address, said).status_code for who in ("wang", "auditor", "stranger", "zhao")}
        assert answers == {"wang": 403, "auditor": 403, "stranger": 404, "zhao": 200}
        assert [call(who).get(address).status_code for who in ("wang", "stranger")] == [200, 404]

    def test_what_is_wrong_or_closed_is_refused(self, call: Call, address: str, make_deal: Any, act: Any) -> None:
        assert call().put(address, {"category": "sure"}).status_code == 422
        assert call().put(address, {"category": "commit", "note": "x" * 301}).status_code == 422
        won = make_deal("Won", 100, expected_close=DECEMBER)
        win_opportunity(opportunity_id=won.pk, act=act())
        closed = call().put(f"/opportunities/{won.pk}/forecast-category", {"category": "commit"})
        assert (closed.status_code, closed.json()["code"]) == (409, "not_open")


class TestNumbers:
    def test_own_and_the_managers_number_stand_side_by_side(self, call: Call) -> None:
        own = call("lin").post("/forecast/overrides", NUMBER)
        assert (own.status_code, own.json()["by_manager"], own.json()["person"]["username"]) == (201, False, "lin")
        call("zhao").post("/forecast/overrides", {**NUMBER, "user": "lin", "amount": "140"})
        told = call("wang").items("/forecast/overrides?period_start=2026-10-01&holds=true&sort=id")
        assert [(one["amount"], one["author"]["username"]) for one in told] == [("170.00", "lin"), ("140.00", "zhao")]
        assert call("stranger").items("/forecast/overrides") == []

    def test_nobody_speaks_in_anothers_name(self, call: Call) -> None:
        answers = [
            call(who).post("/forecast/overrides", {**NUMBER, "user": "lin"}).status_code
            for who in ("wang", "stranger", "auditor")
        ]
        assert (answers, Override.objects.count()) == ([403, 403, 403], 0)

    def test_a_reset_says_why_and_ends_just_that_number(self, call: Call) -> None:
        lin = call("lin")
        first = lin.post("/forecast/overrides", NUMBER).json()["id"]
        second = lin.post("/forecast/overrides", {**NUMBER, "amount": "180"}).json()["id"]
        old = lin.post(f"/forecast/overrides/{first}/reset", {"reason": "Too late"})
        assert (old.status_code, old.json()["code"]) == (409, "no_longer_holds")
        assert [call(who).post(f"/forecast/overrides/{second}/reset", {"reason": "No"}).status_code
                for who in ("zhao", "auditor", "stranger")] == [403, 403, 404]  # fmt: skip
        assert lin.post(f"/forecast/overrides/{second}/reset", {"reason": " "}).status_code == 422
        ended = lin.post(f"/forecast/overrides/{second}/reset", {"reason": "The tender moved"}).json()
        assert (ended["reset_reason"], ended["ended_by"]["username"]) == ("The tender moved", "lin")
        assert lin.items("/forecast/overrides?holds=true") == []
        assert len(lin.items("/forecast/overrides?person=me&holds=false")) == 2

    def test_what_is_over_or_no_period_is_refused(self, call: Call) -> None:
        over = call().post("/forecast/overrides", {**NUMBER, "period": "2025-Q4"})
        assert (over.status_code, over.json()["code"]) == (409, "period_is_over")
        assert call().post("/forecast/overrides", {**NUMBER, "period": "soon"}).status_code == 422
        assert call().post("/forecast/overrides", {**NUMBER, "period": "2026-12-01..2026-12-09"}).status_code == 422
        assert call().post("/forecast/overrides", {**NUMBER, "amount": "-1"}).status_code == 422


class TestSubmissions:
    def test_a_promise_is_frozen_and_the_last_one_is_found(self, call: Call, make_deal: Any) -> None:
        make_deal("Sure", 52, stage=4, expected_close=DECEMBER)
        lin = call("lin")
        first = lin.post("/forecast/submissions", {"period": "2026-Q4", "note": "One deal"}).json()
        assert (first["commit"], first["computed_commit"], first["team"]) == ("52.00", "52.00", None)
        make_deal("Surer", 30, stage=5, expected_close=DECEMBER)
        second = lin.post("/forecast/submissions", {"period": "2026-Q4"}).json()
        assert lin.get(f"/forecast/submissions/{first['id']}").json()["commit"] == "52.00"
        team = call("zhao").post("/forecast/submissions", {"period": "2026-Q4", "team": "East"}).json()
        assert (team["team"]["name"], team["commit"]) == ("East", "82.00")
        last = call("auditor").items("/forecast/submissions?last=true&period_start=2026-10-01&sort=id")
        assert [one["id"] for one in last] == [second["id"], team["id"]]
        assert [one["id"] for one in lin.items("/forecast/submissions?person=me&last=false")] == [first["id"]]
        assert call("stranger").items("/forecast/submissions") == []
        assert call("stranger").get(f"/forecast/submissions/{first['id']}").status_code == 404

    def test_who_may_promise(self, call: Call) -> None:
        for who, team, status in (("auditor", None, 403), ("lin", "East", 403), ("zhao", "North", 403)):
            asked = {"period": "2026-Q4", **({"team": team} if team else {})}
            assert call(who).post("/forecast/submissions", asked).status_code == status, who


class TestReminders:
    def test_who_owes_it_and_who_is_reminded(self, call: Call, people: Any) -> None:
        call("wang").post("/forecast/submissions", {"period": "2026-Q4"})
        owed = call("zhao").get("/forecast/owed").json()
        assert {one["person"]["username"] for one in owed} == {"lin", "zhao"}
        assert [one["submitted_at"] for one in owed] == [None, None]
        made = call("zhao").post("/forecast/reminders", {})
        assert (made.status_code, [one["person"]["username"] for one in made.json()]) == (201, ["lin"])
        assert call("zhao").post("/forecast/reminders", {}).json() == []
        told = {one["person"]["username"]: one["reminded_at"] for one in call("zhao").get("/forecast/owed").json()}
        assert (told["lin"], told["zhao"]) == ("2026-11-19T01:00:00Z", None)
        (kept,) = call("lin").items("/forecast/reminders?person=me&answered=false")
        assert (kept["asked_by"]["username"], kept["week"]) == ("zhao", None)
        call("lin").post("/forecast/submissions", {"period": "2026-Q4"})
        assert call("lin").items("/forecast/reminders?answered=false") == []
        assert len(call("lin").items("/forecast/reminders?answered=true")) == 1

    def test_of_a_scope_and_of_those_named(self, call: Call, people: Any) -> None:
        named = call("zhao").post("/forecast/reminders", {"people": ["wang", "stranger"]}).json()
        assert [one["person"]["username"] for one in named] == ["wang"]
        assert [one["person"]["username"] for one in call("zhao").get("/forecast/owed?scope=user:lin").json()] == [
            "lin"
        ]
        assert call("zhao").get("/forecast/owed?period=2026-Q3").json() == []
        refused = call("zhao").get("/forecast/owed?scope=group:Acme")
        assert refused.status_code in {404, 422}

    def test_by_the_rights_of_the_caller(self, call: Call, people: Any) -> None:
        assert call("stranger").get("/forecast/owed?scope=user:lin").json() == []
        assert {one["person"]["username"] for one in call("stranger").get("/forecast/owed").json()} == {"stranger"}
        refused = {who: call(who).post("/forecast/reminders", {}).status_code for who in ("lin", "auditor", "stranger")}
        assert refused == {"lin": 403, "auditor": 403, "stranger": 403}
