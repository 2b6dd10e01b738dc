"""Occasions on which the demo's customers met us: a fair, a forum, two open days, one cancelled, a dinner to come.

Each account's own manager invites its people and marks them, as people do; what followed leads to deals of the story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import Event, EventKind
from keyaccount.apps.events.services.events import change_event, create_event
from keyaccount.apps.events.services.guests import change_guest, invite_people
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

PLANNED, INVITED = 30, 18  # days before the event
CAME = {"yes": True, "no": False}


def tell_events(story: Story) -> None:
    """At the end of the story, when all these people and deals are known."""
    guests: dict[str, list[Row]] = defaultdict(list)
    for row in table("guests"):
        guests[row["event"]].append(row)
    for row in table("events"):
        day = story.days.ago(number(row["days_ago"]))
        event = _plan(story, row, day)
        for company in dict.fromkeys(guest["company"] for guest in guests[row["key"]]):
            _invite(story, event, company, [one for one in guests[row["key"]] if one["company"] == company])
        if row["state"] != "planned":
            change_event(event_id=event.pk, values={"state": row["state"]}, act=_act(story, row["host"], event.ends_on))


def _plan(story: Story, row: Row, day: date) -> Event:
    values: dict[str, Any] = {
        "name": row["name"],
        "kind": EventKind.objects.get(name_zh=row["kind"]),
        "starts_on": day,
        "ends_on": day + timedelta(days=number(row["lasts"]) - 1),
        "place": row["place"],
        "purpose": row["purpose"],
        "capacity": number(row["seats"]) or None,
        "cost": Decimal(row["cost"]) if row["cost"] else None,
    }
    if row["currency"]:
        values["currency"] = row["currency"]
    return create_event(values=values, act=_act(story, row["host"], day - timedelta(days=PLANNED)))


def _invite(story: Story, event: Event, company: str, rows: Sequence[Row]) -> None:
    account = story.accounts[company]
    who = account.owner.username if account.owner else "zhao"
    people = {Contact.objects.get(account=account, name=row["name"], merged_into=None).pk: row for row in rows}
    day = min(event.starts_on - timedelta(days=INVITED), story.days.ago(2))
    invite = _act(story, who, day)
    for guest in invite_people(event_id=event.pk, contact_ids=people, values={"invited_on": day}, act=invite).new:
        row = people[guest.contact_id]
        if row["answer"]:
            answered = _act(story, who, min(day + timedelta(days=3), story.days.today))
            change_guest(guest_id=guest.pk, values={"answer": row["answer"]}, act=answered)
        if row["came"]:
            there = _act(story, who, event.ends_on)
            change_guest(guest_id=guest.pk, values={"came": CAME[row["came"]]}, act=there)
        _follow(story, guest.pk, row, who, event)


def _follow(story: Story, guest_id: int, row: Row, who: str, event: Event) -> None:
    deal = Opportunity.objects.filter(account=story.accounts[row["company"]], name=row["deal"]).first()
    if row["followed"] or deal is not None:
        day = min(event.ends_on + timedelta(days=2), story.days.today)
        values = {"followed": row["followed"], "opportunity": deal}
        change_guest(guest_id=guest_id, values=values, act=_act(story, who, day))


def _act(story: Story, who: str, day: date) -> Act:
    return Act(story.people[who], story.days.at(day, 15), story.act.surface)
