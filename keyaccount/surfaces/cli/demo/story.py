"""Telling the past in its order: every event has its moment, and all are told from the first to the last.

So ids, the audit trail and the history of deals run as they would have run, had people done it themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Outcome, Product, Stage
from keyaccount.apps.pipeline.services import opportunities, purchase, stages
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Team, User
from keyaccount.surfaces.cli.demo.days import Days

Doing = Callable[[Act], Any]


@dataclass(slots=True)
class Story:
    """Who and what the story is about, and its events."""

    days: Days
    act: Act
    people: Mapping[str, User]
    teams: Mapping[str, Team]
    accounts: Mapping[str, Account]
    products: Mapping[str, Product]
    stages: Sequence[Stage]
    reasons: Mapping[str, Sequence[CloseReason]]
    events: list[tuple[datetime, int, str, Doing]] = field(default_factory=list)

    def at(self, day: date, who: str, do: Doing, hour: int = 10) -> None:
        """On that day, this person does it."""
        self.events.append((self.days.at(day, hour), len(self.events), who, do))

    def tell(self) -> None:
        """In Chinese, as most of these people write: what the trail keeps in words stays in them."""
        with translation.override("zh-hans"):
            for moment, _number, who, do in sorted(self.events, key=lambda event: event[:2]):
                do(Act(self.people[who], moment, self.act.surface))


def stages_and_reasons() -> tuple[list[Stage], dict[str, list[CloseReason]]]:
    """The six steps, and the reasons for each outcome."""
    found = list(Stage.objects.filter(pipeline__is_default=True).select_related("pipeline").order_by("position"))
    return found, {outcome: list(CloseReason.objects.filter(outcome=outcome)) for outcome in Outcome}


class Journey:
    """One deal on its way through the stages: each act is an event of the story."""

    def __init__(self, story: Story, owner: str) -> None:
        self.story = story
        self.owner = owner
        self.pk = 0

    def starts(self, day: date, values: Mapping[str, Any], stage: int = 0) -> None:
        def create(act: Act) -> None:
            made: Opportunity = opportunities.create_opportunity(
                values={**values, "opened_on": day}, stage=self.story.stages[stage], act=act
            )
            self.pk = made.pk

        self.story.at(day, self.owner, create, hour=9)

    def enters(self, day: date, stage: int) -> None:
        """Moves on, with what shows that the stage before is over."""
        entered = self.story.stages[stage]
        left = self.story.stages[max(stage - 1, 0)]

        def move(act: Act) -> None:
            stages.move_stage(opportunity_id=self.pk, stage=entered, evidence=left.end_mark_zh, act=act)

        self.story.at(day, self.owner, move, hour=11)

    def changes(self, day: date, values: Mapping[str, Any]) -> None:
        def update(act: Act) -> None:
            opportunities.update_opportunity(opportunity_id=self.pk, values=values, act=act)

        self.story.at(day, self.owner, update, hour=14)

    def is_made_of(self, day: date, lines: Sequence[opportunities.Line]) -> None:
        def set_lines(act: Act) -> None:
            opportunities.set_lines(opportunity_id=self.pk, lines=lines, act=act)

        self.story.at(day, self.owner, set_lines, hour=13)

    def is_bought_by(self, day: date, people: Sequence[tuple[Contact, str]]) -> None:
        """Each with the role they play in it."""

        def add(act: Act) -> None:
            for contact, role in people:
                purchase.add_person(opportunity_id=self.pk, contact=contact, role=role, act=act)

        self.story.at(day, self.owner, add, hour=12)

    def is_won(self, day: date, reason: int = 0, note: str = "") -> None:
        chosen = self.story.reasons[Outcome.WON][reason]

        def win(act: Act) -> None:
            stages.win_opportunity(opportunity_id=self.pk, closed_on=day, reason=chosen, note=note, act=act)

        self.story.at(day, self.owner, win, hour=16)

    def is_lost(self, day: date, reason: int = 0, note: str = "") -> None:
        chosen = self.story.reasons[Outcome.LOST][reason]

        def lose(act: Act) -> None:
            stages.lose_opportunity(opportunity_id=self.pk, closed_on=day, reason=chosen, note=note, act=act)

        self.story.at(day, self.owner, lose, hour=16)
