"""The demo workspace stands at the worked example on whatever day it is made."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import MagicMock as Mock
from zoneinfo import ZoneInfo

import pytest

from keyaccount import figures
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.models import Attachment, Mention
from keyaccount.apps.forecast.models import Submission
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, OpportunityState, Status
from keyaccount.apps.portfolio.queries.pool import warnings_of
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.surfaces.cli.demo.days import Days
from keyaccount.surfaces.cli.demo.past import tell_past
from keyaccount.surfaces.cli.demo.people import EAST, PASSWORD, is_demo
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.telling import tell_demo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = [
    date(2026, 11, 19),  # in the middle of a quarter
    date(2026, 10, 7),  # the last day on which a week ago lies in the quarter before
    date(2026, 10, 8),  # the first on which it does not
    date(2028, 2, 29),
]
WAN = 10_000


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def ask(key: str, today: date, viewer: str = "lin", **asked: str) -> Any:
    question = question_from({"scope": f"team:{EAST}", **asked}, viewer=User.objects.get(username=viewer), today=today)
    return figures.compute(key, question).value


def check_worked_example(today: date, viewer: str = "lin") -> None:
    quarter = Days(moment(today), SHANGHAI).quarter
    for period in ("", quarter.label()):
        assert ask("pipeline.count", today, viewer, period=period) == 18
        assert ask("pipeline.amount", today, viewer, period=period) == 1424 * WAN
        assert ask("pipeline.weighted", today, viewer, period=period) == Decimal("364.8") * WAN
    assert ask("sales.closed", today, viewer, period=quarter.label()) == 150 * WAN
    assert ask("pipeline.off_funnel", today, viewer, period=quarter.label()) == 18 * WAN
    assert ask("sales.target", today, viewer) == 1000 * WAN
    assert ask("pipeline.coverage", today, viewer) == Decimal("0.5148")
    assert ask("pipeline.progress", today, viewer) == Decimal("0.1148")


def check_week_ago(today: date) -> None:
    """W = 300 and C = 100; in the first week of a quarter, when nothing can have closed in it yet, 400 and 0."""
    days = Days(moment(today), SHANGHAI)
    asked = {"period": days.quarter.label(), "as_of": days.ago(7).isoformat()}
    weighted, closed = (300, 100) if days.a_week_ago_is_in_quarter else (400, 0)
    assert ask("pipeline.weighted", today, **asked) == weighted * WAN
    assert ask("sales.closed", today, **asked) == closed * WAN


def check_no_act_lies_ahead(now: datetime) -> None:
    assert not AuditEntry.objects.filter(at__gt=now).exists()
    assert not OpportunityState.objects.filter(valid_from__gt=now + timedelta(seconds=1)).exists()
    today = Days(now, SHANGHAI).today
    assert not Opportunity.objects.filter(closed_on__gt=today).exists()
    assert not OffFunnelOrder.objects.filter(ordered_on__gt=today).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_worked_example_on_any_day(today: date) -> None:
    tell_demo(moment(today), past=False)
    check_worked_example(today)
    check_week_ago(today)
    check_no_act_lies_ahead(moment(today))


@pytest.mark.django_db
@pytest.mark.parametrize(  # on the first and the last day of a quarter
    ("day", "hour", "minute"), [(date(2026, 10, 1), 0, 1), (date(2026, 10, 1), 23, 59), (date(2026, 12, 31), 23, 59)]
)
def test_worked_example_at_any_hour(day: date, hour: int, minute: int) -> None:
    now = moment(day, hour, minute)
    tell_demo(now, past=False)
    check_worked_example(day)
    check_week_ago(day)
    check_no_act_lies_ahead(now)


TODAY = date(2026, 11, 19)


@pytest.mark.django_db
def test_whole_story() -> None:
    """Told once for all these checks, since it takes some seconds."""
    tell_demo(moment(TODAY))
    for viewer in ("lin", "zhao", "han", "auditor", "admin"):
        check_worked_example(TODAY, viewer)
    check_week_ago(TODAY)
    check_no_act_lies_ahead(moment(TODAY))
    check_moves_of_the_week()
    check_people_sum_to_the_team()
    check_every_team_has_a_past()
    check_people_and_companies()
    check_money_abroad_is_converted()
    check_people_talk()
    check_pool_has_a_story()
    check_people_promise()


def check_moves_of_the_week() -> None:
    flow = {row["bar"]: row["amount"] for row in ask("pipeline.flow", TODAY, period="2026-Q4")}
    assert {bar: amount / WAN for bar, amount in flow.items()} == {
        "opening": 300,
        "new": Decimal("22.6"),
        "stage_up": Decimal("66.8"),
        "stage_down": Decimal("-3.2"),
        "amount_up": Decimal("8.6"),
        "pulled_in": 24,
        "won": -40,
        "lost": -14,
        "closing": Decimal("364.8"),
    }


def check_people_sum_to_the_team() -> None:
    people = ("lin", "zhou", "chen", "he", "shen")
    for key, parts in {
        "sales.closed": ["62", "28", "24", "12", "24"],
        "pipeline.weighted": ["231.4", "19.6", "59", "14.1", "40.7"],
        "sales.target": ["320", "180", "200", "150", "150"],
    }.items():
        found = [ask(key, TODAY, scope=f"user:{name}", period="2026-Q4") / WAN for name in people]
        assert found == [Decimal(part) for part in parts]


def check_every_team_has_a_past() -> None:
    for team in (EAST, "华北大客户组", "International"):
        for period in ("2023-Q4", "2024-Q3", "2025-Q2", "2026-Q3"):
            assert ask("sales.closed", TODAY, "han", scope=f"team:{team}", period=period) > 0
            assert ask("sales.target", TODAY, "han", scope=f"team:{team}", period=period) > 0
    assert Opportunity.objects.exclude(status=Status.OPEN).count() > 250


def check_people_and_companies() -> None:
    assert is_demo()
    assert all(user.check_password(PASSWORD) for user in User.objects.people())
    assert ask("pipeline.count", TODAY, "stranger") == 0
    assert Account.objects.get(short_name="澜石青岛").parent.short_name == "澜石重工"


def check_money_abroad_is_converted() -> None:
    deals = Opportunity.objects.filter(team__name="International")
    assert set(deals.values_list("currency", flat=True)) == {"USD"}
    in_dollars = sum(deal.amount for deal in deals.filter(status=Status.OPEN))
    assert ask("pipeline.amount", TODAY, "emma", scope="team:International") > 6 * in_dollars


def check_people_talk() -> None:
    unread = Mention.objects.filter(read_at=None)
    assert {mention.person.username for mention in unread} >= {"lin", "zhao", "wang"}
    assert Mention.objects.exclude(read_at=None).exists()
    assert {(file.name, file.revision) for file in Attachment.objects.all()} == {
        ("澜石重工 季度回顾.md", 1),
        ("澜石重工 季度回顾.md", 2),
        ("扩产二期 成本测算.csv", 1),
    }


def check_pool_has_a_story() -> None:
    assert ask("accounts.pool", TODAY) == 2
    assert Account.objects.get(short_name="松澜精密").owner == User.objects.get(username="wang")
    warned = warnings_of(User.objects.get(username="lin"))
    assert [(one.account.short_name, one.goes_on) for one in warned] == [("汐月服饰", TODAY + timedelta(days=3))]


def check_people_promise() -> None:
    assert ask("forecast.commit", TODAY) == 394 * WAN
    assert ask("forecast.judged_commit", TODAY) == (394 - 12 + 38 - 122 + 98) * WAN
    assert 0 < ask("forecast.accuracy", TODAY, period="2026-Q3") < 3
    assert ask("forecast.accuracy", TODAY, period="2026-Q4") is None
    assert Submission.objects.filter(at__date=TODAY).count() == 2


def test_chance_is_the_same_every_time() -> None:
    def drawn() -> list[Any]:
        someone: Any = defaultdict(Mock)
        story = Story(Days(moment(TODAY), SHANGHAI), Mock(), someone, someone, someone, someone, [Mock()] * 6, someone)
        tell_past(story)
        return [(moment, who) for moment, _number, who, _do in story.events]

    assert len(drawn()) > 500
    assert drawn() == drawn()
