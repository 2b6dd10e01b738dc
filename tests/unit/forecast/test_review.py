"""The weekly review: each line is the figure that opens from it, of any day; teams and the total add up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.forecast.queries.asking import Asked, read
from keyaccount.apps.forecast.queries.review import week_of
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.forecast.tables.promises import promises
from keyaccount.apps.forecast.tables.review import Line, Review, review
from keyaccount.apps.pipeline.services import opportunities, orders, stages, targets
from keyaccount.apps.workspace.models import ExchangeRate, User
from keyaccount.figures import compute
from keyaccount.kernel.period import Period
from tests.conftest import NOW, TODAY

PAGE = "/forecast/review/"
NUMBERS = ("target", "closed", "this_week", "in_sight", "coverage", "gap", "needed", "due")
LAST_WEEK = NOW - timedelta(days=6)
Q4 = Period.quarter(2026, 4)


@pytest.fixture
def week(make_deal: Any, act: Any, people: Any) -> None:
    """Thursday 19 November. lin: 100 won today, 300 × 30 % in December, one due on Tuesday and still open;
    wang: 200 × 50 % put off from this week to December, an order of 20 in October; the stranger: 40 × 5 %."""
    before = {"now": LAST_WEEK}
    make_deal("Campus", 300, stage=3, expected_close=date(2026, 12, 10), **before)
    make_deal("Late", 60, stage=3, expected_close=date(2026, 11, 17), **before)
    off = make_deal("Pay", 200, stage=4, who="wang", expected_close=date(2026, 11, 18), **before)
    put_off = {"expected_close": date(2026, 12, 20)}
    opportunities.update_opportunity(opportunity_id=off.pk, values=put_off, act=act("wang"))
    won = make_deal("Hiring", 100, stage=4, expected_close=date(2026, 11, 20), **before)
    stages.win_opportunity(opportunity_id=won.pk, act=act())
    make_deal("Other", 40, who="stranger", expected_close=date(2026, 12, 1), **before)
    order = {"description": "Books", "amount": Decimal(20), "ordered_on": date(2026, 10, 6)}
    orders.record_order(values=order, act=act("wang", now=LAST_WEEK))
    for owner, amount in ((people.lin, 400), (people.east, 1000)):
        targets.set_target(owner=owner, year=2026, quarter=4, amount=Decimal(amount), act=act("zhao", now=LAST_WEEK))


def asked(viewer: Any, **given: str) -> Asked:
    return read(given, viewer=viewer, today=TODAY)


def named(found: Review) -> dict[str, Line]:
    return {getattr(line.owner, "username", str(line.owner)): line for line in found.lines}


def values(line: Line) -> tuple[Any, ...]:
    return tuple(getattr(line, name).value for name in NUMBERS)


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 22)])
def test_a_week_is_monday_to_sunday(day: date) -> None:
    assert week_of(day) == Period(date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.usefixtures("week")
class TestLines:
    def test_by_person(self, people: Any) -> None:
        lines = named(review(asked(people.zhao)))
        assert values(lines["lin"]) == (400, 100, 100, 208, Decimal("0.52"), 192, 50, 1)
        assert values(lines["wang"]) == (None, 20, 0, 120, None, None, None, 1)
        assert "stranger" not in lines

    def test_people_stand_in_the_order_of_the_roll_up(self, people: Any, act: Any) -> None:
        assert list(named(review(asked(people.zhao))))[:2] == ["lin", "wang"]
        targets.set_target(owner=people.wang, year=2026, quarter=4, amount=Decimal(500), act=act("zhao"))
        assert list(named(review(asked(people.zhao))))[:2] == ["wang", "lin"]

    def test_rolled_up_to_team_and_company(self, people: Any) -> None:
        found = review(asked(people.admin))
        lines = named(found)
        assert list(lines)[:2] == ["Company", "East"]
        assert values(lines["East"])[:4] == (1000, 120, 100, 328)
        assert values(found.total)[:4] == (None, 120, 100, 330)
        assert (lines["Company"].depth, lines["East"].depth, lines["lin"].depth) == (0, 1, 2)
        assert (found.total.due.value, found.weeks_left) == (2, 6)

    @pytest.mark.parametrize("who", ["lin", "zhao", "admin"])
    @pytest.mark.parametrize("day", ["", "2026-11-18"])
    @pytest.mark.parametrize("scope", [{}, {"scope": "company"}])
    def test_a_line_is_the_figure_that_opens_from_it(
        self, people: Any, who: str, day: str, scope: dict[str, str]
    ) -> None:
        found = review(asked(getattr(people, who), as_of=day, **scope))
        for line in (found.total, *found.lines):
            for name in NUMBERS:
                figure = getattr(line, name)
                assert compute(figure.key, figure.question).value == figure.value, (line.owner, name)

    def test_foreign_money_is_converted_as_the_figure_does(self, people: Any, make_deal: Any) -> None:
        ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
        make_deal("Abroad", 10, stage=3, currency="USD", expected_close=date(2026, 12, 1))
        line = named(review(asked(people.zhao)))["lin"]
        assert line.in_sight.value == 208 + 21
        assert compute("sales.in_sight", line.in_sight.question).value == line.in_sight.value

    def test_what_cannot_be_converted_is_not_known_rather_than_nothing(self, people: Any, make_deal: Any) -> None:
        make_deal("Abroad", 10, stage=3, who="stranger", currency="JPY", expected_close=date(2026, 12, 1))
        make_deal("More", 10, who="admin", currency="JPY", expected_close=date(2026, 12, 1))
        found = review(asked(people.admin, scope="company"))
        for line in (found.total, *found.lines):
            for name in NUMBERS:
                figure = getattr(line, name)
                assert compute(figure.key, figure.question).value == figure.value, (line.owner, name)
        assert named(found)["admin"].in_sight.value is None

    def test_due_deals_with_their_day_then_and_now(self, people: Any) -> None:
        due = {one.state.opportunity.name: one for one in review(asked(people.zhao)).due}
        assert set(due) == {"Late", "Pay"}
        assert (due["Pay"].was_due, due["Pay"].state.expected_close) == (date(2026, 11, 18), date(2026, 12, 20))

    def test_last_week_knows_nothing_of_this_one(self, people: Any) -> None:
        found = review(asked(people.zhao, as_of="2026-11-15"))
        assert values(found.total)[:4] == (1000, 20, 0, 20 + 90 + 18 + 100 + 50)
        assert found.due == []


class TestPromises:
    @pytest.fixture(autouse=True)
    def _promised(self, make_deal: Any, act: Any) -> None:
        """lin promises 150 last week, wins 100 of it since, finds 40 more and promises again; wang promises today."""
        before, december = {"now": LAST_WEEK}, date(2026, 12, 10)
        won = make_deal("Hiring", 100, stage=4, expected_close=december, **before)
        make_deal("Campus", 50, stage=4, expected_close=december, **before)
        submit_forecast(period=Q4, note="lin says", act=act("lin", now=LAST_WEEK))
        stages.win_opportunity(opportunity_id=won.pk, act=act())
        make_deal("Found", 40, stage=4, expected_close=december)
        for who in ("lin", "wang"):
            submit_forecast(period=Q4, note="later", act=act(who))

    def test_what_was_promised_when_the_week_began_beside_what_happened(self, people: Any) -> None:
        found = promises(asked(people.zhao))
        (lin,) = found.lines
        assert (lin.person, lin.said.at, lin.said.closed, lin.said.commit) == (people.lin, LAST_WEEK, 0, 150)
        assert (lin.closed_since, lin.closed.value, lin.commit.value, lin.moved) == (100, 100, 190, 40)
        total = found.total
        assert (total.promised, total.closed, total.commit, total.moved) == (150, 100, 190, 40)
        assert people.wang in found.silent
        assert people.lin not in found.silent

    def test_the_week_before_knows_of_no_promise_yet(self, people: Any) -> None:
        assert promises(asked(people.zhao, as_of="2026-11-15")).lines == []

    def test_the_page_shows_it_to_those_who_see_the_person(self, page_of: Any) -> None:
        assert "lin says" in page_of("zhao", PAGE).content.decode()
        assert "lin says" not in page_of("stranger", f"{PAGE}?scope=company").content.decode()
        assert "Nobody had submitted" in page_of("stranger", f"{PAGE}?scope=company").content.decode()


@pytest.mark.usefixtures("week")
class TestPage:
    def test_today_and_last_week(self, page_of: Any) -> None:
        page = page_of("zhao", PAGE).content.decode()
        assert "Lin Ruoxi" in page
        assert "6 weeks of the period are left" in page
        assert "as_of=2026-11-15" in page
        assert "Week after" not in page
        before = page_of("zhao", f"{PAGE}?on=2026-11-15").content.decode()
        assert "This is how it stood at the end of" in before
        assert "Week after" in before

    def test_everything_the_numbers_stand_on_is_seen_by_its_people_alone(self, page_of: Any) -> None:
        page = page_of("stranger", PAGE).content.decode()
        assert "Late" not in page
        assert "Lin Ruoxi" not in page

    @pytest.mark.parametrize("bad", ["?on=yesterday", "?team=x", "?period=soon"])
    def test_bad_address_is_told(self, page_of: Any, bad: str) -> None:
        assert page_of("zhao", PAGE + bad).status_code == 400

    def test_a_hundred_people_ask_no_more(self, page_of: Any, make_deal: Any, people: Any, act: Any) -> None:
        page_of("admin", f"{PAGE}?scope=company")
        with CaptureQueriesContext(connection) as few:
            page_of("admin", f"{PAGE}?scope=company")
        role = people.lin.role
        for n in range(100):
            person = User.objects.create(
                username=f"p{n}", name=f"P{n}", role=role, team=people.north, joined_at="2026-01-01T00Z"
            )
            targets.set_target(owner=person, year=2026, quarter=4, amount=Decimal(5), act=act("admin"))
        with CaptureQueriesContext(connection) as more:
            assert "P99" in page_of("admin", f"{PAGE}?scope=company").content.decode()
        assert len(more) == len(few)
