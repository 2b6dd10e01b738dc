"""What changed between two days: every kind with before and after, only what the reader may see, nothing later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.kernel.errors import Invalid
from tests.conftest import NOW

ALL = "scope=company&pipeline=all"
THEN = NOW - timedelta(days=40)
PAGE = f"/pipeline/changes?{ALL}"


def changed(deal: Any, who: Any, days_ago: int, **values: Any) -> None:
    moment = NOW - timedelta(days=days_ago)
    opportunities.update_opportunity(opportunity_id=deal.pk, values=values, act=who("lin", moment))


@pytest.fixture
def week(make_deal: Any, act: Any, six_steps: list[Any]) -> dict[str, Any]:
    """Of lin's deals, all 40 days old but one: moved and pushed and up, pulled and down, handed over, idle, new."""
    deals = {
        name: make_deal(name, 100, now=THEN, stage=1, expected_close=date(2026, 12, 18))
        for name in ("Forth", "Down", "Idle", "Back", "First")
    }
    stages.move_stage(
        opportunity_id=deals["Forth"].pk, stage=six_steps[2], evidence="In writing", act=act("lin", NOW - timedelta(5))
    )
    changed(deals["Forth"], act, 4, amount=Decimal(120), expected_close=date(2027, 1, 20))
    changed(deals["Down"], act, 3, amount=Decimal(80), expected_close=date(2026, 12, 1))
    changed(deals["First"], act, 3, expected_close=None)
    stages.move_stage(
        opportunity_id=deals["Back"].pk, stage=six_steps[0], evidence="Begins anew", act=act("lin", NOW - timedelta(2))
    )
    deals["New"] = make_deal("New", 50, now=NOW - timedelta(days=1))
    return deals


def by_kind(figure: Any) -> dict[str, int]:
    return {row["change"]: row["deals"] for row in figure.value}


def test_each_deal_stands_under_every_way_in_which_it_changed(ask: Any, week: dict[str, Any]) -> None:
    figure = ask("pipeline.changes")
    assert by_kind(figure) == {
        "new": 1,
        "forward": 1,
        "back": 1,
        "pushed": 1,
        "pulled": 1,
        "up": 1,
        "down": 1,
        "other": 1,
        "idle": 1,
    }
    rows = figure.rows.fetch(100)
    assert len(rows) == figure.rows.total() == 9
    told = {(row["change"], row["opportunity"]): (row["before"], row["after"]) for row in rows}
    assert told["Amount up", "Forth"] == ("CNY 100", "CNY 120")
    assert told["Amount down", "Down"] == ("CNY 100", "CNY 80")
    assert told["Pushed to a later day", "Forth"] == ("2026-12-18", "2027-01-20")
    assert told["Pulled to an earlier day", "Down"] == ("2026-12-18", "2026-12-01")
    assert told["New", "New"][0] is None
    assert ("Idle", "Idle") in told
    assert ("Changed otherwise", "First") in told


def test_won_lost_and_reopened(ask: Any, act: Any, make_deal: Any) -> None:
    won, lost = make_deal("Won", 100, now=THEN), make_deal("Lost", 100, now=THEN)
    reason = CloseReason.objects.filter(outcome="lost")[0]
    stages.win_opportunity(opportunity_id=won.pk, act=act("lin", NOW - timedelta(2)))
    stages.lose_opportunity(opportunity_id=lost.pk, reason=reason, act=act("lin", NOW - timedelta(20)))
    assert by_kind(ask("pipeline.changes")) == {"won": 1}
    stages.reopen_opportunity(opportunity_id=lost.pk, act=act("lin", NOW - timedelta(1)))
    assert by_kind(ask("pipeline.changes")) == {"won": 1, "reopened": 1}
    since = (NOW - timedelta(days=30)).date().isoformat()
    assert by_kind(ask("pipeline.changes", since=since)) == {"won": 1}, "lost and opened again leaves no trace"


def test_idle_after_as_many_days_as_asked(ask: Any, week: dict[str, Any]) -> None:
    assert by_kind(ask("pipeline.changes", idle="4", change="idle")) == {"idle": 2}
    assert by_kind(ask("pipeline.changes", idle="41")).get("idle") is None
    for wrong in ("0", "soon", "3651"):
        with pytest.raises(Invalid):
            ask("pipeline.changes", idle=wrong)
    with pytest.raises(Invalid):
        ask("pipeline.changes", change="gossip")


def test_a_deal_pushed_out_of_the_period_is_still_listed(ask: Any, week: dict[str, Any]) -> None:
    rows = ask("pipeline.changes", period="2026-Q4", change="pushed").rows.fetch(10)
    assert [row["opportunity"] for row in rows] == ["Forth"]
    assert by_kind(ask("pipeline.changes", period="2027-Q3")) == {}


def test_a_past_day_knows_nothing_of_later_ones(ask: Any, act: Any, week: dict[str, Any]) -> None:
    asked = {"as_of": (NOW - timedelta(days=4)).date().isoformat()}
    before = ask("pipeline.changes", **asked)
    told = before.rows.fetch(100)
    assert by_kind(before) == {"forward": 1, "pushed": 1, "up": 1, "idle": 4}
    changed(week["Forth"], act, 0, amount=Decimal(999), expected_close=date(2028, 1, 1))
    changed(week["Idle"], act, 0, amount=Decimal(1))
    assert ask("pipeline.changes", **asked).rows.fetch(100) == told


@pytest.mark.parametrize(("who", "sees"), [("lin", 9), ("zhao", 9), ("auditor", 9), ("stranger", 0)])
def test_who_sees_it(ask: Any, week: dict[str, Any], who: str, sees: int) -> None:
    figure = ask("pipeline.changes", who)
    assert (figure.rows.total(), len(figure.rows.fetch(100))) == (sees, sees)


def test_team_mate_sees_what_the_deals_page_shows_them(ask: Any, week: dict[str, Any]) -> None:
    new = ask("pipeline.new_deals", "wang", period="2026").value
    assert (ask("pipeline.changes", "wang").rows.total() > 0) == (new > 0)


def test_by_person(ask: Any, week: dict[str, Any]) -> None:
    assert ask("pipeline.changes", scope="user:lin").rows.total() == 9
    assert ask("pipeline.changes", scope="user:wang").rows.total() == 0


def test_the_page_lists_groups_and_explains_their_counts(page_of: Any, week: dict[str, Any]) -> None:
    page = page_of("lin", PAGE).content.decode()
    for kind in ("new", "forward", "back", "pushed", "pulled", "up", "down", "other", "idle"):
        assert f'data-kind="{kind}"' in page
        assert f"change={kind}" in page
    assert "+33 days" in page
    assert "40 days unchanged" in page
    assert f"/opportunities/{week['Forth'].pk}/" in page
    assert "/exports/figures/pipeline.changes.xlsx?" in page


def test_a_stranger_gets_the_empty_page(page_of: Any, week: dict[str, Any]) -> None:
    page = page_of("stranger", PAGE).content.decode()
    assert "Nothing changed between these two days" in page
    for deal in week.values():
        assert f"/opportunities/{deal.pk}/" not in page
    more = page_of("stranger", f"/pipeline/changes/new?{ALL}").content.decode()
    assert "/opportunities/" not in more


def test_what_cannot_be_understood_is_refused(page_of: Any, week: dict[str, Any]) -> None:
    for wrong in ("since=soon", "since=2026-11-30", "idle=never"):
        answer = page_of("lin", f"{PAGE}&{wrong}")
        assert answer.status_code in {400, 422}, wrong
    assert page_of("lin", f"/pipeline/changes/gossip?{ALL}").status_code == 404


@pytest.mark.parametrize("kind", ["new", "idle"])
def test_the_next_lines_go_on_where_the_others_ended(page_of: Any, make_deal: Any, kind: str) -> None:
    moment = THEN if kind == "idle" else NOW - timedelta(days=1)
    deals = [make_deal(f"Deal {number}", 100, now=moment - timedelta(minutes=number % 7)) for number in range(64)]
    page = page_of("lin", PAGE).content.decode()
    seen = page
    while "after=" in page:
        after = page.rsplit("after=", 1)[1].split('"', 1)[0]
        page = page_of("lin", f"/pipeline/changes/{kind}?{ALL}&after={after}").content.decode()
        seen += page
    for deal in deals:
        assert seen.count(f'"/opportunities/{deal.pk}/"') == 1


def test_many_deals_take_no_more_queries(page_of: Any, make_deal: Any, week: dict[str, Any]) -> None:
    page_of("lin", PAGE)
    with CaptureQueriesContext(connection) as few:
        page_of("lin", PAGE)
    for number in range(30):
        make_deal(f"More {number}", 10)
    with CaptureQueriesContext(connection) as many:
        page_of("lin", PAGE)
    assert len(many) == len(few)


def test_the_file_holds_every_line(page_of: Any, week: dict[str, Any]) -> None:
    answer = page_of("lin", "/exports/figures/pipeline.changes.csv?change=up&columns=change,opportunity,before,after")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Amount up,Forth,CNY 100,CNY 120" in text
