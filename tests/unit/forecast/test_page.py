"""The forecast page: figures above, lines by person and month below that add up to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.forecast.queries.asking import Asked, read
from keyaccount.apps.forecast.tables.lines import month_lines, people_lines
from keyaccount.apps.forecast.tables.target_bar import target_bar, weeks_left
from keyaccount.apps.pipeline.services import orders, stages, targets
from keyaccount.figures import compute
from tests.conftest import TODAY

PAGE = "/forecast/"


@pytest.fixture
def season(make_deal: Any, act: Any, people: Any) -> None:
    """lin: 300 × 30 % in December, 100 won in November; wang: 200 × 50 % in November; the stranger: 40 × 5 %."""
    make_deal("Campus", 300, stage=3, expected_close=date(2026, 12, 10))
    won = make_deal("Hiring", 100, stage=4, expected_close=date(2026, 11, 20))
    stages.win_opportunity(opportunity_id=won.pk, act=act())
    make_deal("Next year", 999, expected_close=date(2027, 1, 5))
    make_deal("Pay", 200, stage=4, who="wang", expected_close=date(2026, 11, 30))
    make_deal("Other", 40, who="stranger", expected_close=date(2026, 12, 1))
    order = {"description": "Books", "amount": Decimal(20), "ordered_on": date(2026, 10, 6)}
    orders.record_order(values=order, act=act())
    for owner, amount in ((people.lin, 400), (people.east, 1000)):
        targets.set_target(owner=owner, year=2026, quarter=4, amount=Decimal(amount), act=act("zhao"))


def asked(viewer: Any, **given: str) -> Asked:
    return read(given, viewer=viewer, today=TODAY)


def values(line: Any) -> tuple[Any, ...]:
    return tuple(getattr(line, name).value for name in ("target", "closed", "weighted", "coverage", "gap"))


@pytest.mark.usefixtures("season")
class TestLines:
    def test_each_person_beside_their_target(self, people: Any) -> None:
        found = people_lines(asked(people.zhao))
        lines = {line.person.username: values(line) for line in found.lines}
        assert lines["lin"] == (400, 120, 90, Decimal("0.525"), 190)
        assert lines["wang"] == (None, 0, 100, None, None)
        assert "stranger" not in lines

    def test_people_add_up_to_the_team(self, people: Any) -> None:
        team = asked(people.zhao)
        lines = people_lines(team).lines
        assert sum(line.closed.value for line in lines) == compute("sales.closed", team.question).value == 120
        assert sum(line.weighted.value for line in lines) == compute("pipeline.weighted", team.question).value == 190

    def test_a_line_is_the_figure_that_opens_from_it(self, people: Any) -> None:
        for who in (people.zhao, people.auditor):
            for line in people_lines(asked(who)).lines:
                for figure in (line.target, line.closed, line.weighted, line.coverage, line.gap):
                    assert compute(figure.key, figure.question).value == figure.value

    def test_months_add_up_to_the_quarter(self, people: Any) -> None:
        lines = month_lines(asked(people.zhao))
        assert [(line.month.month, line.closed.value, line.weighted.value) for line in lines] == [
            (10, 20, 0),
            (11, 100, 100),
            (12, 0, 90),
        ]
        for line in lines:
            for figure in (line.target, line.closed, line.weighted, line.coverage, line.gap):
                assert compute(figure.key, figure.question).value == figure.value

    def test_a_month_has_no_months(self, people: Any) -> None:
        assert month_lines(asked(people.zhao, period="2026-11")) == []

    def test_money_without_a_rate_is_not_known_rather_than_nothing(self, people: Any, make_deal: Any, act: Any) -> None:
        """admin: all closed in yen, of which no rate is known; the stranger: an open deal in yen beside one in yuan."""
        targets.set_target(owner=people.admin, year=2026, quarter=4, amount=Decimal(400), act=act("admin"))
        won = make_deal("Abroad", 70, stage=4, who="admin", currency="JPY", expected_close=date(2026, 12, 1))
        stages.win_opportunity(opportunity_id=won.pk, act=act("admin"))
        make_deal("More", 10, stage=3, who="stranger", currency="JPY", expected_close=date(2026, 12, 1))
        given = asked(people.admin, scope="company")
        lines = {line.person.username: line for line in people_lines(given).lines}
        assert values(lines["admin"]) == (400, None, 0, None, None)
        assert [called.figure.value for called in lines["admin"].called] == [None, None]
        assert values(lines["stranger"]) == (None, 0, 2, None, None)
        for line in (*lines.values(), *month_lines(given)):
            shown = [line.target, line.closed, line.weighted, line.coverage, line.gap]
            for figure in (*shown, *(called.figure for called in getattr(line, "called", ()))):
                assert compute(figure.key, figure.question).value == figure.value, (line, figure.key)
        alone = lines["admin"].closed.question
        assert [compute(key, alone).value for key in ("forecast.commit", "forecast.pipeline")] == [None, None]
        assert compute("forecast.commit", given.question).value == 120 + 200

    def test_stranger_sees_own_alone(self, people: Any) -> None:
        lines = people_lines(asked(people.stranger, scope="company")).lines
        assert [(line.person.username, line.weighted.value) for line in lines] == [("stranger", 2)]

    def test_a_past_day_knows_nothing_of_later(self, people: Any) -> None:
        lines = people_lines(asked(people.zhao, as_of="2026-11-18")).lines
        assert sum(line.weighted.value for line in lines) == 0

    def test_the_bar_is_the_target(self, people: Any) -> None:
        bar = target_bar(asked(people.zhao))
        assert bar.missing is not None
        assert bar.missing.value == 690
        assert [part.width for part in bar.parts] == ["10.000%", "2.000%", "19.000%"]
        assert bar.weekly == 115  # six weeks and a begun one are six: 42 days are left


def test_weeks_begun_count() -> None:
    assert [weeks_left(days) for days in (0, 1, 7, 8, 42)] == [0, 1, 1, 2, 6]


@pytest.mark.usefixtures("season")
class TestPage:
    def test_manager_sees_the_team(self, page_of: Any) -> None:
        page = page_of("zhao", PAGE).content.decode()
        assert "Forecast coverage" in page
        assert "Lin Ruoxi" in page
        assert "week 8" in page

    def test_no_target_is_said(self, page_of: Any) -> None:
        page = page_of("zhao", PAGE + "?period=2027-Q1").content.decode()
        assert "No target is set for this scope and period" in page

    @pytest.mark.parametrize("bad", ["?period=soon", "?as_of=yesterday", "?team=x"])
    def test_bad_address_is_told(self, page_of: Any, bad: str) -> None:
        assert page_of("zhao", PAGE + bad).status_code == 400

    def test_unknown_team_is_not_found(self, page_of: Any) -> None:
        assert page_of("zhao", PAGE + "?team=99999").status_code == 404

    def test_more_people_ask_no_more(self, page_of: Any, make_deal: Any, people: Any, act: Any) -> None:
        make_deal("Of an administrator", 10, who="admin", expected_close=date(2026, 12, 1))
        page_of("admin", PAGE)
        with CaptureQueriesContext(connection) as few:
            page_of("admin", PAGE)
        for name in ("zhao", "wang"):
            targets.set_target(owner=getattr(people, name), year=2026, quarter=4, amount=Decimal(5), act=act("admin"))
            make_deal(f"Of {name}", 10, who=name, expected_close=date(2026, 12, 1))
        with CaptureQueriesContext(connection) as more:
            page_of("admin", PAGE)
        assert len(more) == len(few)
