"""What stands above every page of the forecast: whose, which period, as of which day, and the ways to other pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.teams import team_tree
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting

FILES = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Choice:
    text: str
    link: str
    current: bool = False
    depth: int = 0


def frame(asked: Asked, url_name: str) -> dict[str, Any]:
    """The context of forecast/base.html."""
    day = asked.question.as_of
    return {
        "asked": asked,
        "question": asked.question,
        "here": reverse(url_name),
        "state": asked.link(),
        "whose_now": whose_text(asked),
        "whose": whose_choices(asked),
        "period_now": period_text(asked.period, asked),
        "periods": period_choices(asked),
        "past_days": past_days(asked),
        "day_fields": [(key, text) for key, text in asked.parts().items() if key != "as_of"],
        "as_of_text": "" if asked.question.is_live else _day(day, asked.question.today),
        "now_link": asked.link(as_of=""),
        "week": None if asked.period.kind == "custom" else asked.period.week_number(day),
        "may_export": asked.question.viewer.role.may_export,
    }


def exports(place: str, asked: Asked) -> dict[str, str]:
    """Where what the page shows leaves as a file, by its kind; as workspace/parts/export_menu.html takes it."""
    return {kind: f"/exports/{place}.{kind}?{urlencode(asked.parts())}" for kind in FILES}


def whose_text(asked: Asked) -> str:
    return " · ".join(asked.names[key] for key in ("team", "owner") if key in asked.names) or gettext("Company")


def whose_choices(asked: Asked) -> list[Choice]:
    """Everything in sight, oneself, and the teams in sight as they stand below each other."""
    viewer, owner, team = asked.question.viewer, asked.given.get("owner", ""), asked.given.get("team", "")
    every = gettext("Company") if viewer.people_in_reach is None else gettext("Everyone I may see")
    choices = [Choice(every, asked.link(owner="", team=""), not owner and not team)]
    if viewer.role.may_create and viewer.team_id is not None:
        me = str(viewer.pk)
        choices.append(Choice(gettext("Mine"), asked.link(owner=me, team=""), owner == me))
    return choices + [
        Choice(str(one), asked.link(owner="", team=str(one.pk)), not owner and team == str(one.pk), _depth(one))
        for one in teams_seen(viewer)
    ]


def teams_seen(viewer: User) -> list[Team]:
    if viewer.people_in_reach is None:
        return team_tree()
    if viewer.team is None or viewer.people_in_reach == {viewer.pk}:
        return []
    return [team for team in team_tree() if team.path.startswith(viewer.team.path)]


def _depth(team: Team) -> int:
    return min(int(getattr(team, "depth", 0)), 4)


def period_text(period: Period, asked: Asked) -> str:
    label = period.label(asked.workspace.fiscal_year_start)
    return formatting.period(label, get_language() or "en")


def period_choices(asked: Asked) -> list[Choice]:
    start, day = asked.workspace.fiscal_year_start, asked.question.as_of
    quarter = Period.containing(day, "quarter", start)
    year = Period.containing(day, "year", start)
    presets = [
        (gettext("This month"), Period.containing(day, "month", start)),
        (gettext("Last quarter"), quarter.previous()),
        (gettext("This quarter"), quarter),
        (gettext("Next quarter"), quarter.next()),
        (gettext("This year"), year),
        (gettext("Last year"), year.previous()),
    ]
    return [Choice(text, asked.link(period=one.label(start)), one == asked.period) for text, one in presets]


def past_days(asked: Asked) -> list[Choice]:
    today, start = asked.question.today, asked.workspace.fiscal_year_start
    days = {
        gettext("A week ago"): today - timedelta(days=7),
        gettext("End of last month"): Period.containing(today, "month", start).start - timedelta(days=1),
        gettext("End of last quarter"): Period.containing(today, "quarter", start).start - timedelta(days=1),
    }
    chosen = asked.question.as_of
    now = Choice(gettext("Now"), asked.link(as_of=""), asked.question.is_live)
    return [now, *(Choice(text, asked.link(as_of=day.isoformat()), day == chosen) for text, day in days.items())]


def _day(day: date, today: date) -> str:
    return formatting.day(day, get_language() or "en", today)
