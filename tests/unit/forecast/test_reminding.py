"""Who has not submitted is reminded by whoever leads them, or by the workspace every week, and reads it on the first
page until they submit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keyaccount.apps.forecast.models import Reminder, ReminderRules
from keyaccount.apps.forecast.services import reminding
from keyaccount.apps.forecast.services.reminding import remind, remind_weekly
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Schedule, Workspace
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services import jobs
from keyaccount.kernel.errors import NotAllowed
from keyaccount.kernel.period import Period
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
QUARTER = Period.quarter(2026, 4)
ASK = "/forecast/remind?period=2026-Q4"
ASKED = "Your forecast is asked for"


def asked(people: Any) -> list[str]:
    return sorted(Reminder.objects.unanswered().values_list("person__username", flat=True))


def test_the_manager_reminds_those_who_have_not_submitted(people: Any, page_of: Any, send: Any, make_deal: Any) -> None:
    make_deal("Campus", 100)
    assert "Remind them" in page_of("zhao", "/forecast/rollup/?period=2026-Q4").content.decode()
    assert "Remind them" not in page_of("lin", "/forecast/rollup/?period=2026-Q4").content.decode()
    assert send("zhao", ASK).status_code == 302
    assert "lin" in asked(people)
    assert {"zhao", "stranger"} & set(asked(people)) == set()
    count = Reminder.objects.count()
    send("zhao", ASK)
    assert Reminder.objects.count() == count == AuditEntry.objects.filter(entity="forecast.reminder").count()


def test_it_stands_on_the_first_page_until_it_is_answered(people: Any, act: Any, page_of: Any, make_deal: Any) -> None:
    make_deal("Campus", 100)
    remind(people=[people.lin], period=QUARTER, act=act("zhao", now=NOW - timedelta(hours=1)))
    body = page_of("lin", "/").content.decode()
    assert ASKED in body
    assert "Zhao Ming asked on" in body
    assert ASKED not in page_of("wang", "/").content.decode()
    submit_forecast(period=QUARTER, note="", act=act("lin"))
    assert ASKED not in page_of("lin", "/").content.decode()
    remind(people=[people.lin], period=QUARTER, act=act("zhao", now=NOW + timedelta(hours=1)))
    assert asked(people) == ["lin"]


def test_a_period_that_is_over_asks_nothing(people: Any, act: Any, page_of: Any, make_deal: Any) -> None:
    make_deal("Campus", 100)
    remind(people=[people.lin], period=Period.quarter(2026, 3), act=act("zhao"))
    assert ASKED not in page_of("lin", "/").content.decode()


@pytest.mark.parametrize("who", ["lin", "auditor", "stranger"])
def test_nobody_else_reminds(people: Any, act: Any, send: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind(people=[people.lin], period=QUARTER, act=act(who))
    assert send(who, ASK).status_code == 403


def test_only_whom_one_leads(people: Any, act: Any) -> None:
    everyone = [people.lin, people.stranger, people.zhao]
    assert [one.person.username for one in remind(people=everyone, period=QUARTER, act=act("zhao"))] == ["lin"]


def test_who_sees_a_reminder(people: Any, act: Any) -> None:
    remind(people=[people.lin], period=QUARTER, act=act("zhao"))
    sees = {who: Reminder.objects.visible_to(getattr(people, who)).exists()
            for who in ("lin", "zhao", "stranger", "finance", "auditor", "admin")}  # fmt: skip
    assert sees == {"lin": True, "zhao": True, "stranger": False, "finance": True, "auditor": True, "admin": True}


MONDAY, TUESDAY, THURSDAY, SATURDAY = 0, 1, 3, 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def weekly(now: datetime = NOW) -> list[str]:
    return sorted(one.person.username for one in remind_weekly(act=Act(system_user(), now)))


def every(weekday: int | None) -> None:
    ReminderRules.objects.update(weekday=weekday)


class TestEveryWeek:
    def test_nobody_before_the_workspace_has_chosen_a_day(self, people: Any) -> None:
        assert ReminderRules.objects.get().weekday is None
        assert weekly() == []

    def test_those_who_sell_and_have_not_submitted_this_week(self, people: Any, act: Any) -> None:
        every(THURSDAY)
        submit_forecast(period=QUARTER, act=act("lin", now=NOW - DAY))
        submit_forecast(period=QUARTER, act=act("stranger", now=NOW - WEEK))
        found = weekly()
        assert {"wang", "stranger"} <= set(found)
        assert {"lin", "auditor", "finance", "admin", "system"} & set(found) == set()
        made = Reminder.objects.filter(person=people.wang).get()
        assert (made.asked_by.is_system, made.period, str(made.week)) == (True, QUARTER, "2026-11-16")
        assert AuditEntry.objects.filter(entity="forecast.reminder").count() == len(found)

    def test_once_a_week_and_again_in_the_next(self, people: Any, act: Any) -> None:
        every(THURSDAY)
        assert "wang" in weekly()
        assert [weekly(NOW + timedelta(hours=hour)) for hour in (6, 30, 90)] == [[], [], []]
        submit_forecast(period=QUARTER, act=act("wang", now=NOW + DAY))
        assert weekly(NOW + WEEK - DAY) == []
        found = weekly(NOW + WEEK)
        assert {"lin", "wang"} <= set(found)
        assert Reminder.objects.filter(person=people.lin).count() == 2

    def test_not_who_was_reminded_by_their_manager_in_that_week(self, people: Any, act: Any) -> None:
        every(THURSDAY)
        remind(people=[people.lin], period=QUARTER, act=act("zhao", now=NOW - 2 * DAY))
        assert "lin" not in weekly()
        assert "lin" in weekly(NOW + WEEK)

    @pytest.mark.parametrize(
        ("zone", "moment", "reminds"),
        [
            ("Asia/Shanghai", datetime(2026, 11, 18, 15, 59, tzinfo=UTC), False),
            ("Asia/Shanghai", datetime(2026, 11, 18, 16, 0, tzinfo=UTC), True),
            ("America/New_York", datetime(2026, 11, 19, 4, 59, tzinfo=UTC), False),
            ("America/New_York", datetime(2026, 11, 19, 5, 0, tzinfo=UTC), True),
            ("Asia/Shanghai", datetime(2026, 11, 22, 15, 59, tzinfo=UTC), True),
            ("Asia/Shanghai", datetime(2026, 11, 22, 16, 0, tzinfo=UTC), False),
        ],
    )
    def test_from_that_day_to_the_end_of_its_week_in_the_zone(
        self, people: Any, zone: str, moment: datetime, reminds: bool
    ) -> None:
        every(THURSDAY)
        Workspace.objects.update(time_zone=zone)
        assert ("lin" in weekly(moment)) is reminds

    def test_a_new_quarter_in_the_week_asks_nobody_twice(self, people: Any) -> None:
        """1 October 2026 is a Thursday."""
        every(TUESDAY)
        assert "lin" in weekly(datetime(2026, 9, 29, 1, tzinfo=UTC))
        assert "lin" not in weekly(datetime(2026, 10, 1, 1, tzinfo=UTC))
        assert "lin" in weekly(datetime(2026, 10, 6, 1, tzinfo=UTC))

    def test_the_schedule_runs_it(self, people: Any) -> None:
        every(MONDAY)
        Schedule.objects.exclude(kind=reminding.KIND).update(is_active=False)
        Schedule.objects.filter(kind=reminding.KIND).update(next_at=NOW)
        assert [job.kind for job in jobs.enqueue_due(NOW)] == [reminding.KIND]
        done = jobs.work_once(runner="test", clock=lambda: NOW)
        assert done is not None
        assert done.result == {"reminded": Reminder.objects.count()}
        assert "lin" in asked(people)

    def test_it_says_on_the_first_page_that_everyone_is_asked(self, people: Any, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 100)
        every(THURSDAY)
        weekly()
        assert "Asked of everyone who has not submitted this week" in page_of("lin", "/").content.decode()


class TestTheDay:
    ADDRESS = "/settings/forecast-reminders/"

    def test_an_administrator_chooses_and_takes_it_back(self, people: Any, page_of: Any, send: Any) -> None:
        assert "Thursday" in page_of("admin", self.ADDRESS).content.decode()
        for given, held in (("3", THURSDAY), ("0", MONDAY), ("", None)):
            assert send("admin", self.ADDRESS, {"weekday": given}).status_code == 302
            assert ReminderRules.objects.get().weekday == held
        assert AuditEntry.objects.filter(entity="forecast.reminderrules").count() == 3

    def test_what_is_no_day_is_refused(self, people: Any, send: Any) -> None:
        assert send("admin", self.ADDRESS, {"weekday": "7"}).status_code == 422
        assert ReminderRules.objects.get().weekday is None
