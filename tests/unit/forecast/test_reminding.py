"""Who has not submitted is reminded by whoever leads them, once, and reads it on the first page until they submit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.forecast.models import Reminder
from keyaccount.apps.forecast.services.reminding import remind
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.workspace.models import AuditEntry
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
