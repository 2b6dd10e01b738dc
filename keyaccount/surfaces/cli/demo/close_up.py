"""People seen from near: where each should come to stand and by which way, and what is personal about them.

In personal.csv a day is `12-02`, `lunar 10-26`, `1971-12-02` or, of another kind than a birthday, `wedding 05-18`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import translation

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.personal import FIELDS, add_day, set_personal
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.knowledge import owner_of
from keyaccount.surfaces.cli.demo.story import Doing, Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

PLANNED = ("wanted", "purpose", "sub_strategy", "follow_up")


def tell_close_up(story: Story) -> None:
    for row in table("contact_plans"):
        _tell(story, row, partial(_plan, story, row))
    for row in table("personal"):
        _tell(story, row, partial(_learn, story, row))


def _tell(story: Story, row: Row, do: Doing) -> None:
    story.at(story.days.ago(number(row["days_ago"])), owner_of(story.accounts[row["company"]]), do, hour=18)


def _who(story: Story, row: Row) -> int:
    return Contact.objects.get(account=story.accounts[row["company"]], name=row["name"]).pk


def _plan(story: Story, row: Row, act: Act) -> None:
    values = {key: row[key] for key in PLANNED}
    due = story.days.today + timedelta(days=number(row["due_in"]))
    set_plan(contact_id=_who(story, row), values={**values, "due_on": due, "responsible": act.actor}, act=act)


def _learn(story: Story, row: Row, act: Act) -> None:
    person = _who(story, row)
    set_personal(contact_id=person, values={key: row[key] for key in FIELDS if row.get(key)}, act=act)
    with translation.override("zh-hans"):  # in which those who tend the account keep its log
        for text in filter(None, (row["birthday"], row["other_day"])):
            add_day(contact_id=person, values=day_of(text), act=act)


def day_of(text: str) -> Mapping[str, Any]:
    word, _space, written = text.rpartition(" ")
    *year, month, day = (int(part) for part in written.split("-"))
    return {
        "kind": "birthday" if word in {"", "lunar"} else word,
        "lunar": word == "lunar",
        "month": month,
        "day": day,
        "year": year[0] if year else None,
    }
