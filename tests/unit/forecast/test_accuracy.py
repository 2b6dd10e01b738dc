"""The accuracy ledger: what was promised beside what came, and nothing while a period is open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.queries.asking import read
from keyaccount.apps.forecast.services.overrides import set_override
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.forecast.tables.accuracy import accuracy_page
from keyaccount.apps.pipeline.services import stages
from keyaccount.figures import Question, compute
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period
from tests.conftest import TODAY

Q3 = Period.quarter(2026, 3)
YEAR = Period.year(2026)
JULY = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
AUGUST = datetime(2026, 8, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def past(make_deal: Any, act: Any, people: Any) -> None:
    """The third quarter of lin: she promised 250 in August with 200 committed by the deals; 200 came."""
    first = make_deal("First", 200, stage=4, now=JULY, expected_close=date(2026, 9, 10), opened_on=date(2026, 6, 1))
    make_deal("Second", 100, stage=1, now=JULY, expected_close=date(2026, 9, 20), opened_on=date(2026, 6, 1))
    set_override(
        person=people.lin,
        category="commit",
        period=Q3,
        amount=Decimal(250),
        note="Second comes too",
        by_manager=False,
        act=act("lin", AUGUST),
    )
    submit_forecast(period=Q3, act=act("lin", AUGUST))
    later = act("lin", datetime(2026, 9, 12, 1, 0, tzinfo=UTC))
    stages.win_opportunity(opportunity_id=first.pk, closed_on=date(2026, 9, 11), act=later)


def ask(key: str, viewer: Any, period: Period | None = YEAR, as_of: date = TODAY, **filters: str) -> Any:
    return compute(key, Question(viewer, TODAY, as_of, period=period).narrowed(**filters))


@pytest.mark.usefixtures("past")
class TestFigures:
    def test_error_and_bias_of_the_promise(self, people: Any) -> None:
        error = ask("forecast.accuracy", people.zhao)
        assert error.value == Decimal("0.25")
        assert ask("forecast.promise_bias", people.zhao).value == Decimal("0.25")
        (row,) = error.rows.fetch(9)
        assert (row["said"], row["came"], row["error"], row["on"]) == (250, 200, 50, date(2026, 8, 10))

    def test_every_source_of_the_same_moment(self, people: Any) -> None:
        for source, expected in (("computed", 0), ("weighted", Decimal("-0.45"))):
            assert ask("forecast.promise_bias", people.zhao, prediction=source).value == expected
        with pytest.raises(Invalid):
            ask("forecast.accuracy", people.zhao, prediction="tea leaves")

    def test_a_submission_of_what_had_no_rate_is_not_known_rather_than_nothing(
        self, people: Any, act: Any, make_deal: Any, page_of: Any
    ) -> None:
        """wang's only deal is in yen: closed 0, weighted not known; the source is judged on lin's alone."""
        make_deal("Abroad", 70, stage=4, who="wang", now=JULY, currency="JPY", expected_close=date(2026, 9, 10))
        said = submit_forecast(period=Q3, act=act("wang", AUGUST))
        assert (said.closed, said.weighted) == (0, None)
        assert ask("forecast.promise_bias", people.zhao, prediction="weighted").value == Decimal("-0.45")
        rows = ask("forecast.accuracy", people.zhao, prediction="weighted").rows.fetch(9)
        assert {row["person"]: (row["said"], row["error"]) for row in rows}["Wang Siyuan"] == (None, None)
        assert page_of("zhao", "/forecast/accuracy/").status_code == 200
        assert page_of("zhao", "/forecast/review/?period=2026-Q3&on=2026-08-20").status_code == 200

    def test_nothing_while_the_period_is_open(self, people: Any, act: Any) -> None:
        then = ask("forecast.accuracy", people.zhao, as_of=date(2026, 8, 31))
        assert then.value is None
        assert [note.code for note in then.notes] == ["no_submissions"]
        submit_forecast(period=Period.quarter(2026, 4), act=act())
        assert ask("forecast.accuracy", people.zhao).rows.total() == 1

    def test_what_came_later_does_not_change_an_older_day(self, people: Any, act: Any, make_deal: Any) -> None:
        before = ask("forecast.accuracy", people.zhao, as_of=date(2026, 10, 2)).value
        late = make_deal("Late", 50, now=AUGUST, opened_on=date(2026, 6, 1))
        stages.win_opportunity(opportunity_id=late.pk, closed_on=date(2026, 9, 30), act=act())
        assert ask("forecast.accuracy", people.zhao, as_of=date(2026, 10, 2)).value == before
        assert ask("forecast.accuracy", people.zhao).value == 0

    def test_stages_against_what_became_of_them(self, people: Any) -> None:
        rows = ask("forecast.stage_bias", people.zhao, Q3).value
        assert [(row["said"], row["came"]) for row in rows] == [(10, 0), (100, 200)]
        assert [row["bias"] for row in rows] == [None, Decimal(-100) / 200]
        assert ask("forecast.stage_bias", people.zhao, Period.quarter(2026, 4)).notes[0].code == "still_open"

    def test_strangers_count_nothing_of_it(self, people: Any) -> None:
        assert ask("forecast.accuracy", people.stranger).value is None
        assert ask("forecast.stage_bias", people.stranger, Q3).value == []


@pytest.mark.usefixtures("past")
class TestPage:
    def test_lines_are_the_figures_that_open_from_them(self, people: Any) -> None:
        found = accuracy_page(read({"period": "2026"}, viewer=people.zhao, today=TODAY))
        assert [line.is_best for line in found.sources] == [False, False, True, False]
        for line in (*found.sources, *found.people):
            for figure in (line.error, line.bias):
                assert compute(figure.key, figure.question).value == figure.value
        assert found.stage_period == "Q3 2026"

    def test_who_sees_it(self, page_of: Any) -> None:
        for who in ("zhao", "auditor"):
            page = page_of(who, "/forecast/accuracy/").content.decode()
            assert "25.0%" in page
            assert "closest so far" in page
        assert "No period that was submitted for is over" in page_of("stranger", "/forecast/accuracy/").content.decode()
