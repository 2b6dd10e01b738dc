"""What the people of the worked example promised, last quarter and this one, and where they say another number."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from keyaccount.apps.forecast.queries.rollup import rollups
from keyaccount.apps.forecast.services.overrides import set_override
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question, Scope, ScopeKind
from keyaccount.kernel.period import Period
from keyaccount.surfaces.cli.demo.days import WEEK
from keyaccount.surfaces.cli.demo.story import Story

WAN = Decimal(10_000)
WEEKS = (3, 7, 11)  # of last quarter, in which all promised
TEMPER = {"lin": "1.05", "zhou": "1.3", "chen": "0.9", "he": "1.1"}  # × what the deals said; shen promises just that
NOTES = {
    "lin": "两家都在走合同流程",
    "zhou": "客户说月底前能定",
    "chen": "预算可能推迟，先说保守一点",
    "he": "组织部已口头同意",
}


def tell_forecasts(story: Story) -> None:
    last, now = story.days.quarters[-2], story.days.quarter
    for week in WEEKS:
        day = last.start + timedelta(days=week * WEEK)
        for who, factor in TEMPER.items():
            story.at(day, who, partial(_say, last, story.people[who], Decimal(factor), NOTES[who]), hour=16)
        for who in (*TEMPER, "shen"):
            story.at(day, who, partial(_submit, last, NOTES.get(who, "")), hour=17)
    story.at(story.days.ago(8), "he", partial(_set, now, story.people["he"], 38, NOTES["he"]), hour=16)
    story.at(story.days.ago(7), "zhao", partial(_set, now, story.people["chen"], 98, "司机项目要到一月才签"), hour=18)
    for ago, people in ((7, ("lin", "zhou", "chen", "he", "shen")), (0, ("lin", "he"))):
        for who in people:
            story.at(story.days.ago(ago), who, partial(_submit, now, NOTES.get(who, "")), hour=17)


def _submit(period: Period, note: str, act: Act) -> None:
    submit_forecast(period=period, note=note, act=act)


def _say(period: Period, person: User, factor: Decimal, note: str, act: Act) -> None:
    """A number as far from what the deals say as the person's temper."""
    settings, day = workspace(), act.now.date()
    question = Question(person, day, day, Scope(ScopeKind.USER, person.pk), period)
    computed = sum((line.computed.commit for line in rollups(question, settings)), Decimal(0))
    amount = (computed * factor / WAN).quantize(Decimal(1)) * WAN
    _number(period, person, amount, note, act)


def _set(period: Period, person: User, amount: int, note: str, act: Act) -> None:
    _number(period, person, amount * WAN, note, act)


def _number(period: Period, person: User, amount: Decimal, note: str, act: Act) -> None:
    by_manager = act.actor.pk != person.pk
    set_override(
        person=person, category="commit", period=period, amount=amount, note=note, by_manager=by_manager, act=act
    )
