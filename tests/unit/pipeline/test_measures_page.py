"""The analysis page: cohorts to choose, panels that explain their numbers, and only what the reader may see."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from keyaccount.apps.pipeline.figures import pace
from keyaccount.apps.pipeline.services import opportunities, stages
from tests.conftest import NOW

PANELS = ("conversion", "pace", "stays", "stuck", "slips", "endings")
ALL = "scope=company&pipeline=all"


@pytest.fixture
def moved(make_deal: Any, act: Any, six_steps: list[Any]) -> list[Any]:
    """Three of lin's deals: one that went on, one lost where it began, one whose date moved out twice."""
    then = NOW - timedelta(days=60)
    went, lost, late = (make_deal(name, 100, now=then, expected_close=date(2026, 12, 1)) for name in "ABC")
    moment = NOW - timedelta(days=20)
    stages.move_stage(opportunity_id=went.pk, stage=six_steps[1], evidence="Asked in writing", act=act("lin", moment))
    for days, day in ((15, date(2026, 12, 20)), (10, date(2027, 1, 20))):
        opportunities.update_opportunity(
            opportunity_id=late.pk, values={"expected_close": day}, act=act("lin", NOW - timedelta(days=days))
        )
    lost.refresh_from_db()
    return [went, lost, late]


def test_the_page_offers_cohorts(page_of: Any, moved: list[Any]) -> None:
    page = page_of("lin", f"/pipeline/measures?{ALL}").content.decode()
    assert "The last 12 months" in page
    for key in PANELS:
        assert f"/pipeline/measures/{key}?" in page


def test_a_cohort_that_is_no_period_is_refused(page_of: Any, moved: list[Any]) -> None:
    answer = page_of("lin", f"/pipeline/measures/conversion?{ALL}&cohort=soon")
    assert answer.status_code == 422 or "is not a period" in answer.content.decode()


@pytest.mark.parametrize("key", PANELS)
def test_a_stranger_sees_nothing_of_it(page_of: Any, moved: list[Any], key: str) -> None:
    page = page_of("stranger", f"/pipeline/measures/{key}?{ALL}").content.decode()
    for deal in moved:
        assert f"/opportunities/{deal.pk}/" not in page


def test_conversion_of_the_stage(page_of: Any, moved: list[Any]) -> None:
    page = page_of("lin", f"/pipeline/measures/conversion?{ALL}").content.decode()
    found = re.search(r'id="cohort-data">([^<]+)<', page)
    assert found is not None
    first = json.loads(html.unescape(found.group(1)))["stages"][0]
    assert (first["advanced"], first["inside"], first["fallen"]) == (1, 2, 0)
    assert "33.3%" in page
    assert 'data-explain-url="/figures/pipeline.conversion?' in page


def test_the_days_in_a_stage_come_beside_the_pace(page_of: Any, moved: list[Any]) -> None:
    """A went on after 40 days."""
    page = page_of("lin", f"/pipeline/measures/stays?{ALL}").content.decode()
    assert "Analyse customer" in page
    assert '<td class="num">40</td>' in page
    assert "Lead conversion" in page_of("lin", f"/pipeline/measures/pace?{ALL}").content.decode()


def test_a_date_that_moved_out_twice(page_of: Any, moved: list[Any]) -> None:
    page = page_of("lin", f"/pipeline/measures/slips?{ALL}").content.decode()
    assert f"/opportunities/{moved[2].pk}/" in page
    assert '<td class="num b">2</td><td class="num">50</td>' in page


def test_an_unknown_panel_and_an_unknown_grouping(page_of: Any, moved: list[Any]) -> None:
    assert page_of("lin", f"/pipeline/measures/gossip?{ALL}").status_code == 404
    answer = page_of("lin", f"/pipeline/measures/endings?{ALL}&by=mood")
    assert answer.status_code == 422 or "mood" in answer.content.decode()


def test_acquisition_cost_says_what_is_missing(ask: Any, people: Any) -> None:
    figure = ask("sales.acquisition_cost", period="2026")
    assert figure.value is None
    assert {note.code for note in figure.notes} == {"no_cost", "no_new_customer"}


def test_more_deals_that_slipped_than_came_at_first(
    monkeypatch: pytest.MonkeyPatch, ask: Any, make_deal: Any, act: Any
) -> None:
    """B moved twice and farther, C once; only one of them is ranked before more are asked for."""
    monkeypatch.setattr(pace, "FIRST_SHOWN", 1)
    deals = [make_deal(name, now=NOW - timedelta(days=60), expected_close=date(2026, 12, 1)) for name in "ABC"]
    for deal, until, days in ((deals[2], 8, 15), (deals[1], 11, 12), (deals[1], 31, 10)):
        values = {"expected_close": date(2026, 12, until)}
        opportunities.update_opportunity(
            opportunity_id=deal.pk, values=values, act=act("lin", NOW - timedelta(days=days))
        )
    figure = ask("pipeline.slips")
    assert (figure.value, figure.formula.worked, figure.rows.total()) == (3, "2 + … = 3", 2)
    assert [(row["times"], row["days"]) for row in figure.rows.fetch(1)] == [(2, 30)]
    rows = [(row["opportunity"], row["times"], row["days"], row["first"], row["last"]) for row in figure.rows.fetch(9)]
    assert rows == [
        ("B", 2, 30, date(2026, 12, 1), date(2026, 12, 31)),
        ("C", 1, 7, date(2026, 12, 1), date(2026, 12, 8)),
    ]
