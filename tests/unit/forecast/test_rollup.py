"""Numbers that people and managers say, and what they submit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.models import Override, Submission
from keyaccount.apps.forecast.queries.asking import read
from keyaccount.apps.forecast.queries.rollup import rollups
from keyaccount.apps.forecast.queries.submissions import submissions_at, team_submission_at, week_of
from keyaccount.apps.forecast.services.overrides import PeriodIsOver, reset_override, set_override
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.forecast.tables.rollup import rollup_page
from keyaccount.apps.pipeline.services import stages, targets
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period
from tests.conftest import NOW, TODAY

Q4 = Period.quarter(2026, 4)
DECEMBER = date(2026, 12, 10)
PAGE = "/forecast/rollup/"


@pytest.fixture
def deals(make_deal: Any, act: Any) -> None:
    """lin: 100 won, 52 commit, 80 in the best case; wang: 30 commit."""
    stages.win_opportunity(opportunity_id=make_deal("Won", 100, expected_close=DECEMBER).pk, act=act())
    make_deal("Sure", 52, stage=4, expected_close=DECEMBER)
    make_deal("Perhaps", 80, stage=3, expected_close=DECEMBER)
    make_deal("Hers", 30, stage=5, who="wang", expected_close=DECEMBER)


@pytest.fixture
def say(act: Any, people: Any) -> Any:
    def said(who: str, about: str, amount: str, category: str = "commit", **given: Any) -> Override:
        return set_override(
            person=getattr(people, about),
            category=category,
            period=given.get("period", Q4),
            amount=Decimal(amount),
            note=given.get("note", "So they told me"),
            by_manager=who != about,
            act=act(who, given.get("now", NOW)),
        )

    return said


def of(people: Any, who: str = "zhao", as_of: date = TODAY) -> dict[str, Any]:
    question = Question(getattr(people, who), TODAY, as_of, Scope(ScopeKind.TEAM, people.east.pk), Q4)
    return {line.person.username: line for line in rollups(question, workspace())}


@pytest.mark.usefixtures("deals")
class TestNumbers:
    def test_three_numbers_side_by_side(self, say: Any, people: Any) -> None:
        say("lin", "lin", "170")
        say("zhao", "lin", "140")
        line = of(people)["lin"]
        assert (line.computed.commit, line.own.commit, line.manager.commit, line.judged.commit) == (152, 170, 140, 140)
        assert line.promised.commit == 170

    def test_people_sum_to_team_and_company(self, say: Any, people: Any) -> None:
        say("lin", "lin", "300")
        for scope in (Scope(ScopeKind.TEAM, people.east.pk), Scope()):
            question = Question(people.admin, TODAY, TODAY, scope, Q4)
            figure = compute("forecast.judged_commit", question)
            rows = figure.rows.fetch(99)
            assert figure.value == sum(row["counts"] for row in rows) == 330
            assert compute("forecast.judged_best_case", question).value == 330  # lin's promise lifts her best case

    def test_a_new_number_ends_the_old_one(self, say: Any, people: Any) -> None:
        first = say("lin", "lin", "170", now=NOW - timedelta(days=2))
        say("lin", "lin", "180")
        first.refresh_from_db()
        assert first.valid_to == NOW
        assert of(people, as_of=TODAY - timedelta(days=1))["lin"].own.commit == 170
        assert say("lin", "lin", "180") == Override.objects.current().get()

    def test_reset_needs_a_reason(self, say: Any, act: Any, people: Any) -> None:
        say("zhao", "lin", "140")
        given = {"person": people.lin, "category": "commit", "period": Q4, "by_manager": True}
        with pytest.raises(Invalid):
            reset_override(**given, reason="  ", act=act("zhao"))
        ended = reset_override(**given, reason="The contract came", act=act("zhao"))
        assert (ended.reset_reason, ended.ended_by) == ("The contract came", people.zhao)
        assert of(people)["lin"].judged.commit == 152
        assert AuditEntry.objects.filter(entity="forecast.override", action="removed").count() == 1
        with pytest.raises(NotFound):
            reset_override(**given, reason="Again", act=act("zhao"))

    def test_who_may_say_a_number(self, say: Any, act: Any, people: Any) -> None:
        for who, about in (("wang", "lin"), ("stranger", "lin"), ("auditor", "lin"), ("zhao", "stranger")):
            with pytest.raises(NotAllowed):
                say(who, about, "1")
        with pytest.raises(NotAllowed):  # nobody speaks in another's name
            set_override(
                person=people.lin,
                category="commit",
                period=Q4,
                amount=Decimal(1),
                note="x",
                by_manager=False,
                act=act("zhao"),
            )

    def test_refusals(self, say: Any) -> None:
        with pytest.raises(Invalid) as invalid:
            say("lin", "lin", "-1", category="closed", note=" ", period=Period(TODAY, TODAY + timedelta(days=3)))
        assert set(invalid.value.fields) == {"amount", "category", "note", "period"}
        with pytest.raises(PeriodIsOver):
            say("lin", "lin", "1", period=Period.quarter(2026, 3))


@pytest.mark.usefixtures("deals")
class TestSubmissions:
    def test_frozen_as_it_stood(self, say: Any, act: Any, people: Any, make_deal: Any) -> None:
        targets.set_target(owner=people.lin, year=2026, quarter=4, amount=Decimal(400), act=act("zhao"))
        say("lin", "lin", "170")
        say("zhao", "lin", "140")  # the manager's view is not hers to promise
        made = submit_forecast(period=Q4, note="The plant decides in December", act=act())
        make_deal("Later", 500, stage=5, expected_close=DECEMBER)
        found = Submission.objects.get()
        assert (found.closed, found.commit, found.best_case, found.computed_commit) == (100, 170, 232, 152)
        assert (found.weighted, found.target, found.person) == (50, 400, people.lin)
        assert made.note == "The plant decides in December"

    def test_a_manager_submits_for_the_team(self, say: Any, act: Any, people: Any) -> None:
        say("zhao", "lin", "140")
        made = submit_forecast(period=Q4, team=people.east, act=act("zhao"))
        assert made.commit == 170
        assert team_submission_at(Q4, NOW + timedelta(seconds=1), people.zhao, people.east.pk) == made
        for who, team in (("lin", people.east), ("zhao", people.north), ("auditor", None)):
            with pytest.raises(NotAllowed):
                submit_forecast(period=Q4, team=team, act=act(who))

    def test_the_last_before_a_moment(self, act: Any, people: Any) -> None:
        week_ago = NOW - timedelta(days=7)
        first = submit_forecast(period=Q4, act=act("lin", week_ago))
        second = submit_forecast(period=Q4, act=act())
        submit_forecast(period=Period.month(2026, 11), act=act())
        assert submissions_at(Q4, NOW, people.zhao) == {people.lin.pk: first}
        assert submissions_at(Q4, NOW + timedelta(seconds=1), people.zhao) == {people.lin.pk: second}
        assert submissions_at(Q4, NOW, people.stranger) == {}

    def test_who_has_not_this_week(self, act: Any, people: Any) -> None:
        submit_forecast(period=Q4, act=act("lin", NOW - timedelta(days=7)))
        submit_forecast(period=Q4, act=act("wang"))
        asked = read({}, viewer=people.zhao, today=TODAY)
        assert {person.username for person in rollup_page(asked).due} == {"lin", "zhao"}

    def test_a_past_period_is_not_promised(self, act: Any) -> None:
        with pytest.raises(PeriodIsOver):
            submit_forecast(period=Period.quarter(2026, 3), act=act())
        with pytest.raises(Invalid):
            submit_forecast(period=Q4, note="x" * 301, act=act())


def test_weeks_begin_on_monday() -> None:
    assert [week_of(date(2026, 11, day)) for day in (16, 19, 22, 23)] == [date(2026, 11, 16)] * 3 + [date(2026, 11, 23)]


@pytest.mark.usefixtures("deals")
class TestPages:
    def test_say_see_and_take_back(self, send: Any, page_of: Any, people: Any) -> None:
        url = f"/forecast/rollup/{people.lin.pk}/commit"
        assert send("zhao", url, {"amount": "140", "note": "Their budget slips"}).status_code == 302
        page = page_of("lin", PAGE + "?owner=" + str(people.lin.pk)).content.decode()
        assert "Their budget slips" in page
        assert send("zhao", f"{url}/reset", {"reason": ""}).status_code == 422
        assert send("zhao", f"{url}/reset", {"reason": "Signed"}).status_code == 302
        assert "Signed" in page_of("lin", PAGE).content.decode()

    def test_the_dialog_says_what_the_deals_say(self, page_of: Any, people: Any) -> None:
        computed = compute(
            "forecast.commit", read({"owner": str(people.lin.pk)}, viewer=people.zhao, today=TODAY).question
        )
        dialog = page_of("zhao", f"/forecast/rollup/{people.lin.pk}/commit").content.decode()
        assert f"Commit; the deals say ¥{computed.value:,.2f}" in dialog

    def test_what_was_typed_stays_after_an_error(self, send: Any, people: Any) -> None:
        answer = send("lin", f"/forecast/rollup/{people.lin.pk}/commit", {"amount": "140", "note": ""})
        assert answer.status_code == 422
        assert 'value="140"' in answer.content.decode()

    def test_submit(self, send: Any, page_of: Any) -> None:
        assert send("lin", "/forecast/submit?scope=company", {"note": "Sure of it"}).status_code == 302
        assert "Sure of it" in page_of("zhao", PAGE).content.decode()
        assert "Sure of it" not in page_of("stranger", PAGE).content.decode()
