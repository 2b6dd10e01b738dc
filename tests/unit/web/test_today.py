"""The first page: what is due, whose it is, what closes soon, what moved; and the next step that follows one done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import CloseReason, Outcome, Stage
from keyaccount.apps.pipeline.services.opportunities import create_opportunity, update_opportunity
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.pipeline.services.stages import lose_opportunity, move_stage, win_opportunity
from keyaccount.apps.pipeline.services.targets import set_target
from tests.conftest import NOW, TODAY

EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
PARTS = ["/", "/today/figures", "/today/moved"]
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_(people):
    def sign_in(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(people, name))
        return client

    return sign_in


@pytest.fixture
def deal(act):
    def make(name="Campus", who="lin", now=NOW, **values):
        account = create_account(values={"name": f"{name} Co"}, act=act(who))
        first = {"name": name, "account": account, "amount": Decimal(100000), "expected_close": TODAY + 20 * DAY}
        return create_opportunity(values={**first, **values}, act=act(who, now))

    return make


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("address", [*PARTS, "/search", "/today/steps/1/done"])
def test_nobody_reads_without_signing_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("address", PARTS)
def test_everyone_has_a_first_page(as_, deal, name, address):
    deal()
    assert as_(name).get(address).status_code == 200


def test_the_head_says_the_day_and_the_week_of_the_quarter(as_, deal):
    deal()
    page = text_of(as_("lin").get("/"))
    assert "Thursday, 19 November" in page
    assert "Week 8 of Q4 · 42 days left" in page


def test_a_new_workspace_teaches(db, as_):
    assert "Here you will see what to do today" in text_of(as_("lin").get("/"))
    assert "New account" not in text_of(as_("auditor").get("/"))


# ── To do ──
def groups(client, query=""):
    to_do = client.get(f"/{query}").context["to_do"]
    return {group.title: [step.name for step in group.steps] for group in to_do.groups}


def test_steps_stand_under_late_today_and_the_days_ahead(as_, deal):
    for name, days in (("A", -6), ("B", 0), ("C", 1), ("D", 11), ("E", 12)):
        deal(name, next_step="Call", next_step_on=TODAY + days * DAY)
    deal("F", next_step="Some day")
    assert groups(as_("lin")) == {"Overdue": ["A"], "Today": ["B"], "Next 11 days": ["C", "D"]}
    assert "6 days late" in text_of(as_("lin").get("/"))


def test_closed_and_archived_deals_have_nothing_to_do(as_, deal, act):
    won = deal("Won", next_step="Call", next_step_on=TODAY)
    win_opportunity(opportunity_id=won.pk, act=act())
    assert groups(as_("lin")) == {}


@pytest.mark.parametrize(
    ("name", "mine", "others"),
    [
        ("lin", ["Campus"], ["Campus"]),
        ("wang", [], ["Campus"]),
        ("zhao", [], ["Campus"]),
        ("stranger", [], []),
        ("auditor", [], ["Campus"]),
    ],
)
def test_mine_and_my_teams(as_, deal, name, mine, others):
    deal(next_step="Call", next_step_on=TODAY)
    client = as_(name)
    assert [step for steps in groups(client, "?whose=mine").values() for step in steps] == mine
    assert [step for steps in groups(client, "?whose=all").values() for step in steps] == others


def test_whoever_has_nothing_to_do_sees_what_the_team_has(as_, deal):
    deal(next_step="Call", next_step_on=TODAY)
    deal("Lab", who="wang", next_step="Write", next_step_on=TODAY)
    assert groups(as_("wang")) == {"Today": ["Lab"]}
    assert groups(as_("zhao")) == groups(as_("zhao"), "?whose=all") != {}


def test_only_who_may_write_gets_the_button_done(as_, deal):
    made = deal(next_step="Call", next_step_on=TODAY)
    button = f"/today/steps/{made.pk}/done"
    assert button in text_of(as_("lin").get("/"))
    assert button in text_of(as_("zhao").get("/?whose=all"))
    assert button not in text_of(as_("wang").get("/?whose=all"))
    assert button not in text_of(as_("auditor").get("/?whose=all"))


def test_done_asks_for_the_next_step(as_, deal):
    made = deal(next_step="Call", next_step_on=TODAY)
    client, address = as_("lin"), f"/today/steps/{made.pk}/done"
    assert "Done: Call" in text_of(client.get(address))
    sent = {"next_step": "Send the offer", "next_step_on": "2026-11-25", "version": made.version}
    assert client.post(address, sent)["Location"] == "/"
    made.refresh_from_db()
    assert (made.next_step, made.next_step_on.isoformat()) == ("Send the offer", "2026-11-25")


def test_done_without_a_next_step_leaves_none(as_, deal):
    made = deal(next_step="Call", next_step_on=TODAY)
    as_("lin").post(f"/today/steps/{made.pk}/done", {"next_step": "", "next_step_on": "", "version": made.version})
    made.refresh_from_db()
    assert (made.next_step, made.next_step_on) == ("", None)


def test_a_day_needs_something_to_do(as_, deal):
    made = deal(next_step="Call", next_step_on=TODAY)
    response = as_("lin").post(f"/today/steps/{made.pk}/done", {"next_step_on": "2026-11-25"}, headers=HTMX)
    assert response.status_code == 422
    made.refresh_from_db()
    assert made.next_step == "Call"


def test_someone_else_has_planned_meanwhile(as_, deal, act):
    made = deal(next_step="Call", next_step_on=TODAY)
    read = made.version
    update_opportunity(opportunity_id=made.pk, values={"next_step": "Visit"}, act=act("zhao"))
    sent = {"next_step": "Send the offer", "version": read}
    response = as_("lin").post(f"/today/steps/{made.pk}/done", sent, headers=HTMX)
    assert response.status_code == 422
    made.refresh_from_db()
    assert made.next_step == "Visit"


@pytest.mark.parametrize(("name", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
def test_who_may_not_write_does_nothing(as_, deal, name, status):
    made = deal(next_step="Call", next_step_on=TODAY)
    for method in ("get", "post"):
        assert getattr(as_(name), method)(f"/today/steps/{made.pk}/done").status_code == status
    made.refresh_from_db()
    assert made.next_step == "Call"


# ── Figures ──
@pytest.mark.parametrize(
    ("name", "scope"), [("lin", "team:East"), ("zhao", "team:East"), ("stranger", "team:North"), ("auditor", "company")]
)
def test_whose_numbers_the_strip_shows(as_, deal, name, scope):
    deal()
    tiles = as_(name).get("/").context["tiles"]
    assert {str(tile.figure.question.scope) for tile in tiles if tile.figure} == {scope}


def test_the_worked_example_in_the_strip(as_, act, people):
    """T = 1,000; a week ago W = 300, C = 100; now W = 364.8, C = 150: coverage 51.48 %, progress 11.48 %."""
    set_target(owner=people.east, year=2026, quarter=4, amount=Decimal(1000), act=act("zhao", NOW - 60 * DAY))
    stage = Stage.objects.filter(pipeline__is_default=True).order_by("position").first()
    weighted = {"stage": stage, "act": act("lin", NOW - 20 * DAY)}
    first = {"name": "W", "expected_close": TODAY + DAY, "opened_on": TODAY - 20 * DAY, "win_rate": Decimal(1)}
    made = create_opportunity(values={**first, "amount": Decimal(300)}, **weighted)
    early = create_opportunity(
        values={**first, "amount": Decimal(100), "expected_close": None}, stage=stage, act=act("lin", NOW - 20 * DAY)
    )
    win_opportunity(opportunity_id=early.pk, closed_on=TODAY - 10 * DAY, act=act("lin", NOW - 10 * DAY))
    update_opportunity(opportunity_id=made.pk, values={"amount": Decimal("364.8")}, act=act("lin", NOW - DAY))
    record_order(values={"description": "x", "amount": 50, "ordered_on": TODAY - DAY}, act=act("lin", NOW - DAY))
    tiles = {tile.key: tile for tile in as_("lin").get("/today/figures").context["tiles"]}
    assert tiles["pipeline.coverage"].figure.value == Decimal("0.5148")
    assert tiles["pipeline.progress"].figure.value == Decimal("0.1148")
    assert tiles["pipeline.weighted"].change == Decimal("64.8")
    assert (tiles["sales.closed"].figure.value, tiles["sales.closed"].beside.value) == (150, 50)
    assert tiles["sales.gap"].figure.value == Decimal("485.2")
    assert (tiles["sales.gap"].way, tiles["sales.gap"].tone) == ("down", "good")
    assert tiles["pipeline.weighted"].history[-2:] == [300, Decimal("364.8")]


def test_without_a_target_the_strip_says_so(as_, deal):
    deal()
    assert text_of(as_("lin").get("/today/figures")).count("No target is set") == 3


def test_a_past_day_shows_the_figures_of_that_day(as_, deal, act):
    made = deal(now=NOW - 10 * DAY, opened_on=TODAY - 10 * DAY)
    update_opportunity(opportunity_id=made.pk, values={"amount": Decimal(900000)}, act=act("lin", NOW - DAY))
    now, then = (
        {tile.key: tile.figure for tile in as_("lin").get(f"/{query}").context["tiles"]}
        for query in ("", "?as_of=2026-11-12")
    )
    assert now["pipeline.weighted"].value == 9 * then["pipeline.weighted"].value
    assert "As of 12 Nov" in text_of(as_("lin").get("/?as_of=2026-11-12"))


@pytest.mark.parametrize("day", ["2030-01-01", "soon", ""])
def test_a_day_to_come_or_no_day_is_today(as_, deal, day):
    deal()
    assert as_("lin").get(f"/?as_of={day}").context["question"].is_live


# ── Closing soon and moved ──
def test_closing_soon_holds_what_is_late_too_the_earliest_first(as_, deal):
    for name, days in (("A", 14), ("B", 15), ("C", -3)):
        deal(name, expected_close=TODAY + days * DAY)
    deal("D", expected_close=None)
    assert [made.name for made in as_("zhao").get("/").context["closing"]] == ["C", "A"]
    assert as_("stranger").get("/").context["closing"] == []


def moved(client):
    found = client.get("/today/moved").context["moved"]
    return {line.move.deal.name: (line.words, line.figure.value) for line in found.lines}, found


def test_what_moved_this_week_and_that_it_sums(as_, deal, act):
    week = NOW - 10 * DAY
    stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
    up, later, won, lost = (deal(name, now=week, opened_on=TODAY - 10 * DAY) for name in ("Up", "Later", "Won", "Lost"))
    deal("New")
    move_stage(opportunity_id=up.pk, stage=stages[1], evidence="They asked", act=act("lin", NOW - DAY))
    update_opportunity(opportunity_id=later.pk, values={"expected_close": TODAY + 90 * DAY}, act=act("lin", NOW - DAY))
    win_opportunity(opportunity_id=won.pk, act=act("lin", NOW - DAY))
    reason = lost_reason()
    lose_opportunity(opportunity_id=lost.pk, reason=reason, act=act("lin", NOW - DAY))
    lines, found = moved(as_("lin"))
    assert lines == {
        "Up": ("Analyse customer → Build trust", Decimal(5000)),
        "Later": ("Close 9 Dec → 17 Feb 2027", Decimal(-5000)),
        "Won": ("Won ¥100K, now closed", Decimal(-5000)),
        "Lost": ("Lost", Decimal(-5000)),
        "New": ("New deal ¥100K", Decimal(5000)),
    }
    assert found.net.value == sum(effect for _words, effect in lines.values()) + found.others_figure.value
    assert moved(as_("stranger"))[0] == {}


def lost_reason():
    return CloseReason.objects.filter(outcome=Outcome.LOST).first()


def test_the_rest_stands_as_one_line_and_the_total_is_of_all(as_, deal):
    for number in range(9):
        deal(f"New {number}", amount=Decimal(1000 * (number + 1)))
    lines, found = moved(as_("lin"))
    assert (len(lines), found.others) == (7, 2)
    assert found.others_figure.value == Decimal(150)
    assert found.net.value == Decimal(2250)
