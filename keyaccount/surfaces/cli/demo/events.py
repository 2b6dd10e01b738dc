"""Occasions on which the demo's customers met us: a fair, a forum, two open days, one cancelled, a dinner to come.

Each account's own manager invites its people and marks them, as people do; what followed leads to deals of the story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import EventKind
from keyaccount.apps.events.services.events import change_event, create_event
from keyaccount.apps.events.services.guests import change_guest, invite_people
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

PLANNED, INVITED = 30, 18  # days before the event
CAME = {"yes": True, "no": False}
HOUR = 15


def tell_events(story: Story) -> None:
    """After the story, when all these people and deals are known; in its order of time too."""
    guests: dict[str, list[Row]] = defaultdict(list)
    for row in table("guests"):
        guests[row["event"]].append(row)
    later = replace(story, events=[])
    for row in table("events"):
        Occasion(later, row).runs(guests[row["key"]])
    later.tell()


class Occasion:
    """One event from plan to what followed: each act is an event of the story."""

    def __init__(self, story: Story, row: Row) -> None:
        self.story = story
        self.row = row
        self.day = story.days.ago(number(row["days_ago"]))
        self.end = self.day + timedelta(days=number(row["lasts"]) - 1)
        self.pk = 0
        self.guests: dict[str, int] = {}  # by name

    def runs(self, guests: Sequence[Row]) -> None:
        self._is_planned()
        for company in dict.fromkeys(guest["company"] for guest in guests):
            self._invites(company, [guest for guest in guests if guest["company"] == company])
        if self.row["state"] != "planned":
            self._becomes(self.row["state"])

    def _is_planned(self) -> None:
        row = self.row
        values: dict[str, Any] = {
            "name": row["name"],
            "kind": EventKind.objects.get(name_zh=row["kind"]),
            "starts_on": self.day,
            "ends_on": self.end,
            "place": row["place"],
            "purpose": row["purpose"],
            "capacity": number(row["seats"]) or None,
            "cost": Decimal(row["cost"]) if row["cost"] else None,
        }
        if row["currency"]:
            values["currency"] = row["currency"]

        def plan(act: Act) -> None:
            self.pk = create_event(values=values, act=act).pk

        self.story.at(self.day - timedelta(days=PLANNED), row["host"], plan, HOUR)

    def _becomes(self, state: str) -> None:
        def close(act: Act) -> None:
            change_event(event_id=self.pk, values={"state": state}, act=act)

        self.story.at(self.end, self.row["host"], close, HOUR)

    def _invites(self, company: str, rows: Sequence[Row]) -> None:
        account, today = self.story.accounts[company], self.story.days.today
        who = account.owner.username if account.owner else "zhao"
        names = {
            Contact.objects.get(account=account, name=row["name"], merged_into=None).pk: row["name"] for row in rows
        }
        day = min(self.day - timedelta(days=INVITED), self.story.days.ago(2))

        def invite(act: Act) -> None:
            invited = invite_people(event_id=self.pk, contact_ids=names, values={"invited_on": day}, act=act)
            self.guests |= {names[guest.contact_id]: guest.pk for guest in invited.new}

        self.story.at(day, who, invite, HOUR)
        for row in rows:
            deal = Opportunity.objects.filter(account=account, name=row["deal"]).first()
            if row["answer"]:
                self._marks(row, who, min(day + timedelta(days=3), today), {"answer": row["answer"]})
            if row["came"]:
                self._marks(row, who, self.end, {"came": CAME[row["came"]]})
            if row["followed"] or deal is not None:
                after = min(self.end + timedelta(days=2), today)
                self._marks(row, who, after, {"followed": row["followed"], "opportunity": deal})

    def _marks(self, row: Row, who: str, day: date, values: dict[str, Any]) -> None:
        def change(act: Act) -> None:
            change_guest(guest_id=self.guests[row["name"]], values=values, act=act)

        self.story.at(day, who, change, HOUR)
