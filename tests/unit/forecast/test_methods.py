"""What methods said, as figures and on pages: the last run before the day, what is missing, the best, and rights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.models import DealOdds, ForecastRun, MonthForecast
from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.tables.methods import methods_page
from keyaccount.apps.workspace.models import Job, Team, User
from keyaccount.figures import Question
from tests.conftest import NOW, TODAY

PAGE = "/forecast/methods/"
MONTHS = [date(2026, month, 1) for month in range(4, 11)]
AHEAD = date(2026, 11, 1)


@pytest.fixture
def run(people: Any) -> ForecastRun:
    """The trend says 100 a month with 80 to 120; 90 came in all of seven months but the last, when 130 came. Learning
    has too little history. The team East has the half of it."""
    run = ForecastRun.objects.create(as_of=date(2026, 11, 15), made_at=NOW, made_by=people.admin, deals=40)
    for team, part in ((None, 1), (people.east, 2)):
        _trend(run, team, part)
        for month in (*MONTHS, AHEAD):
            came = None if month == AHEAD else Decimal(90) / part
            lack = {"lack": "closed_deals", "have": 40, "need": 100}
            MonthForecast.objects.create(
                run=run, team=team, method="learned", month=month, origin=month, came=came, **lack
            )
    return run


def _trend(run: ForecastRun, team: Team | None, part: int, person: Any = None) -> None:
    for month in (*MONTHS, AHEAD):
        came = None if month == AHEAD else Decimal(130 if month == MONTHS[-1] else 90) / part
        numbers = {"said": Decimal(100) / part, "low": Decimal(80) / part, "high": Decimal(120) / part, "came": came}
        reasons = [["level", "95.00", None, ""], ["trend", "5.00", None, ""]]
        MonthForecast.objects.create(
            run=run, team=team, person=person, method="trend", month=month, origin=month, reasons=reasons, **numbers
        )


# ── Figures ──
def test_a_prediction_says_its_interval_and_reasons(run: ForecastRun, ask: Any) -> None:
    found = ask("forecast.trend", period="2026-11")
    assert found.value == 100
    assert [(str(item.title), item.value) for item in found.inputs] == [
        ("At least, four times in five", 80),
        ("At most, four times in five", 120),
        ("Level of the last months", 95),
        ("Trend", 5),
    ]
    assert sum(row["said"] for row in found.rows.fetch(10)) == found.value


def test_a_longer_period_counts_what_came_and_what_is_said(run: ForecastRun, ask: Any) -> None:
    assert ask("forecast.trend", period="2026-10-01..2026-11-30").value == 230
    beyond = ask("forecast.trend", period="2026-Q4")
    assert (beyond.value, beyond.notes[0].code) == (None, "beyond")


def test_too_little_history_is_a_sentence_and_no_number(run: ForecastRun, ask: Any) -> None:
    found = ask("forecast.learned", period="2026-11")
    assert found.value is None
    assert found.notes[0].text == "Too little history: 40 closed deals are known, 100 are needed."


def test_errors_of_the_months_that_are_over(run: ForecastRun, ask: Any) -> None:
    """Six times 10 too much and once 30 too little, of 670."""
    assert ask("forecast.wape", method="trend").value == Decimal(90) / 670
    assert ask("forecast.bias", method="trend").value == Decimal(30) / 670
    assert ask("forecast.interval_coverage", method="trend").value == Decimal(6) / 7
    assert ask("forecast.wape").notes[0].text == "Historical trend"  # the best
    assert ask("forecast.wape", method="learned").value is None
    lines = {line["method"]: line for line in ask("forecast.methods").value}
    assert (lines["trend"]["best"], lines["trend"]["months"], lines["learned"]["best"]) == (True, 7, False)


def test_a_past_day_is_answered_by_the_last_run_before_it(run: ForecastRun, ask: Any, people: Any) -> None:
    ForecastRun.objects.create(as_of=date(2026, 11, 18), made_at=NOW, made_by=people.admin)
    assert ask("forecast.trend", period="2026-11", as_of="2026-11-16").value == 100
    assert ask("forecast.trend", period="2026-11").value is None
    before = ask("forecast.trend", period="2026-11", as_of="2026-11-14")
    assert (before.value, before.notes[0].code) == (None, "no_run")


def test_nothing_to_go_by_is_a_sentence_and_not_nothing_yuan(
    run: ForecastRun, ask: Any, page_of: Any, people: Any
) -> None:
    """Two methods that agree on November; of December the trend has nothing to go by."""
    ahead = MonthForecast.objects.filter(run=run, team=None, method="trend")
    nothing = {"said": 0, "low": 0, "high": 0}
    MonthForecast.objects.create(
        run=run, method="trend", month=date(2026, 12, 1), origin=AHEAD, reasons=[["closed", "0", None, ""]], **nothing
    )
    sentence = "There is nothing to go by for this month yet."
    found = ask("forecast.trend", period="2026-12")
    assert (found.value, found.notes[0].text) == (None, sentence)
    assert ask("forecast.trend", period="2026-11-01..2026-12-31").value == 100
    for url in (f"{PAGE}?scope=company", "/forecast/?scope=company"):
        assert sentence in page_of("admin", url).content.decode()
    (december,) = ahead.filter(month=date(2026, 12, 1))
    assert december.shown == (None, None, None)
    line = next(
        one for one in methods_page(Question(people.admin, TODAY, TODAY), "CNY").lines if one.record.method == "trend"
    )
    assert [line.chart[name][-2:] for name in ("said", "low", "high")] == [[100, None], [80, None], [120, None]]
    ahead.filter(month=date(2026, 12, 1)).update(high=5)
    assert ask("forecast.trend", period="2026-12").value == 0
    ahead.filter(month=MONTHS[0]).update(**nothing)
    assert ask("forecast.trend", period="2026-04").value == 90  # it is over: what came counts


def test_weekdays_in_place_of_holidays_are_said(run: ForecastRun, ask: Any, page_of: Any) -> None:
    text = "The holidays of 2027 were not announced yet: for its months, Monday to Friday were counted as worked."
    assert text not in page_of("admin", f"{PAGE}?scope=company").content.decode()
    for month, about in ((date(2026, 12, 1), ""), (date(2027, 1, 1), "weekdays")):
        reasons = [["usual", "90.00", None, ""], ["workdays", "4.00", "20.00", about]]
        numbers = {"said": Decimal(94), "low": Decimal(80), "high": Decimal(110)}
        MonthForecast.objects.create(
            run=run, method="regression", month=month, origin=AHEAD, reasons=reasons, **numbers
        )
    assert [note.code for note in ask("forecast.regression", period="2026-12").notes] == ["run"]
    assert ask("forecast.regression", period="2027-01").notes[1].text == text
    assert page_of("admin", f"{PAGE}?scope=company").content.decode().count(text) == 1


# ── Rights ──
@pytest.mark.parametrize(
    ("who", "company", "team"),
    [("admin", 100, 50), ("zhao", None, 50), ("lin", None, 50), ("stranger", None, None)],
)
def test_a_total_is_for_those_who_see_every_deal_of_it(
    run: ForecastRun, ask: Any, who: str, company: int | None, team: int | None
) -> None:
    assert ask("forecast.trend", who, period="2026-11").value == company
    assert ask("forecast.trend", who, period="2026-11", scope="team:East").value == team
    if company is None:
        assert ask("forecast.wape", who, method="trend").notes[0].code == "outside_view"
        assert ask("forecast.methods", who).value == []


@pytest.fixture
def of_lin(run: ForecastRun, people: Any) -> ForecastRun:
    """A quarter of the whole is hers."""
    _trend(run, None, 4, people.lin)
    return run


@pytest.mark.parametrize(
    ("who", "said"), [("lin", 25), ("zhao", 25), ("admin", 25), ("auditor", 25), ("wang", 25), ("stranger", None)]
)
def test_a_persons_total_is_for_those_who_see_that_persons_deals(
    of_lin: ForecastRun, ask: Any, page_of: Any, people: Any, who: str, said: int | None
) -> None:
    found = ask("forecast.trend", who, period="2026-11", scope="user:lin")
    assert found.value == said
    assert [note.code for note in found.notes] == ["run" if said else "outside_view"]
    page = page_of(who, f"{PAGE}?scope=user:%23{people.lin.pk}").content.decode()
    assert ('data-chart="fan"' in page) is (said is not None)
    assert ("Best method so far" in page_of(who, f"/forecast/?owner={people.lin.pk}").content.decode()) is bool(said)


def test_a_person_is_judged_by_their_own_months(of_lin: ForecastRun, ask: Any) -> None:
    """As the whole was: six times 2.5 too much and once 7.5 too little, of 167.5."""
    assert ask("forecast.wape", method="trend", scope="user:lin").value == Decimal("22.5") / Decimal("167.5")
    lines = ask("forecast.methods", "lin", scope="user:lin").value
    assert [line["method"] for line in lines if line["best"]] == ["trend"]
    assert ask("forecast.trend", period="2026-11").value == 100
    assert ask("forecast.trend", period="2026-11", scope="team:East").value == 50


def test_who_was_not_looked_at_gets_a_sentence(of_lin: ForecastRun, ask: Any, page_of: Any, people: Any) -> None:
    sentence = "The run of 2026-11-15 did not look at this person: they had no deals then"
    for key in ("forecast.trend", "forecast.wape"):
        found = ask(key, "wang", scope="user:wang")
        assert (found.value, found.notes[0].code) == (None, "not_looked_at")
        assert str(found.notes[0].text).startswith(sentence)
    assert ask("forecast.methods", "wang", scope="user:wang").value == []
    assert sentence in page_of("wang", f"{PAGE}?owner={people.wang.pk}").content.decode()
    assert ask("forecast.trend", "admin", period="2026-11", scope="team:North").notes[0].code == "not_looked_at"


def test_a_person_is_found_by_those_who_may_ask_about_them(run: ForecastRun, page_of: Any, people: Any) -> None:
    User.objects.filter(pk=people.stranger.pk).update(team=None)
    for who, finds in (("zhao", True), ("wang", True), ("stranger", False)):
        assert ("/forecast/people" in page_of(who, PAGE).content.decode()) is finds
        assert (str(people.lin) in page_of(who, "/forecast/people?q=lin").content.decode()) is finds


def test_odds_follow_the_deal(run: ForecastRun, ask: Any, make_deal: Any, page_of: Any) -> None:
    deal = make_deal("Campus", 300, stage=3)
    reasons = [["account.industry", 0.2, "Banking"], ["age", -0.043, "90"]]
    DealOdds.objects.create(
        opportunity=deal,
        run=run,
        chance=Decimal("0.62"),
        month=date(2026, 12, 1),
        month_share=Decimal("0.5"),
        reasons=reasons,
    )
    assert ask("forecast.win_chance", opportunity=str(deal.pk)).value == Decimal("0.62")
    assert ask("forecast.win_chance", "stranger", opportunity=str(deal.pk)).value is None
    text = page_of("lin", f"/opportunities/{deal.pk}/").content.decode()
    assert "The customer’s industry raises it by 20 points" in text
    assert "Days since the first contact lowers it by 4 points" in text
    assert "It most likely closes in" in text
    assert page_of("stranger", f"/opportunities/{deal.pk}/").status_code == 404


# ── Pages ──
def test_the_page_shows_lines_pictures_and_what_is_missing(run: ForecastRun, page_of: Any) -> None:
    text = page_of("admin", f"{PAGE}?scope=company").content.decode()
    assert text.count('data-chart="fan"') >= 1
    assert "Too little history: 40 closed deals are known, 100 are needed." in text
    assert "best" in text
    own = page_of("lin", PAGE).content.decode()
    assert 'data-chart="fan"' in own
    hidden = page_of("lin", f"{PAGE}?scope=company").content.decode()
    assert "This total sums deals outside what you may see" in hidden
    assert 'data-chart="fan"' not in hidden


def test_the_forecast_page_says_what_the_best_method_says(run: ForecastRun, page_of: Any) -> None:
    text = page_of("admin", "/forecast/?scope=company").content.decode()
    assert "Best method so far: Historical trend" in text
    assert "Best method so far" not in page_of("lin", "/forecast/?scope=company").content.decode()
    assert "Best method so far" in page_of("lin", "/forecast/").content.decode()


def test_before_the_first_run_it_says_what_comes(page_of: Any) -> None:
    assert "The methods have not been fitted yet" in page_of("admin", PAGE).content.decode()


def test_starting_shows_true_progress_until_it_ends(send: Any, page_of: Any) -> None:
    assert send("lin", f"{PAGE}start/").status_code == 302
    Job.objects.filter(kind=KIND).update(status="running", done=3, total=9, message="Predicting October 2026")
    part = page_of("lin", f"{PAGE}progress/").content.decode()
    assert 'value="3" max="9"' in part
    assert "data-poll" in part
    assert "cancel" in part
    assert "cancel" not in page_of("stranger", f"{PAGE}progress/").content.decode()
    Job.objects.filter(kind=KIND).update(status="done")
    over = page_of("lin", f"{PAGE}progress/").content.decode()
    assert "data-poll" not in over
    assert "fitted anew" in over
