"""Three maps of people, as they came about over the past year: an obstructionist near the decision maker (澜石重工), a
champion who left (启衡汽车), one contact through whom everything goes (远泽新能源).

The columns: met, left, drawn, erased, days_ago: days before today; changed: `62:3` is strength 3 since 62 days ago; a
row of map_people.csv without a title is about somebody known already.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from keyaccount.apps.accounts.services.accounts import update_account
from keyaccount.apps.contacts.models import Contact, InfluenceLink
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.contacts.services.links import change_link, draw_link, erase_link
from keyaccount.apps.contacts.services.readings import Seen, record_reading
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.workspace.act import Act
from keyaccount.formulas.influence import Commitment
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, listed, number, table

COLLECTIVE = "澜石重工"
HIGH_DYNAMICS = {Commitment.CHAMPION, Commitment.OBSTRUCTIONIST}
HIGH_RECEPTIVITY = {Commitment.CHAMPION, Commitment.SUPPORTER}
Telling = Callable[[Story, Row, Act], Any]


def tell_people_maps(story: Story) -> None:
    account = story.accounts[COLLECTIVE]
    story.at(
        story.days.ago(400),
        _owner(story, COLLECTIVE),
        lambda act: update_account(account_id=account.pk, values={"collective": True}, act=act),
    )
    for row in table("map_people"):
        _tell(story, row, row["met"] or "400", _meet if row["title"] else _plan, hour=8)
        if row["left"]:
            _tell(story, row, row["left"], _leave, hour=17)
    for row in table("visits"):
        _tell(story, row, row["days_ago"], _visit, hour=14)
    for row in table("readings"):
        _tell(story, row, row["days_ago"], _read, hour=16)
    for row in table("influence"):
        _tell_link(story, row)


def _tell(story: Story, row: Row, days_ago: str, do: Telling, hour: int) -> None:
    story.at(story.days.ago(number(days_ago)), _owner(story, row["company"]), partial(do, story, row), hour)


def _owner(story: Story, company: str) -> str:
    return str(story.accounts[company].owner.username)  # type: ignore[union-attr]


def _who(story: Story, row: Row, key: str = "name") -> Contact:
    return Contact.objects.get(account=story.accounts[row["company"]], name=row[key])


def _meet(story: Story, row: Row, act: Act) -> None:
    account = story.accounts[row["company"]]
    values = {
        "name": row["name"],
        "name_latin": row["latin"],
        "account": account,
        "title": row["title"],
        "department": row["department"],
        "reports_to": _who(story, row, "reports_to") if row["reports_to"] else None,
        "email": f"{row['latin'].lower().replace(' ', '.')}@{account.domain}",
    }
    create_contact(values=values | _plans(row), roles=listed(row["roles"]), act=act)


def _plan(story: Story, row: Row, act: Act) -> None:
    update_contact(contact_id=_who(story, row).pk, values=_plans(row), act=act)


def _plans(row: Row) -> dict[str, Any]:
    return {"visits_a_month": row["a_month"] or None, "first_concern": row["concern"]}


def _leave(story: Story, row: Row, act: Act) -> None:
    day = story.days.ago(number(row["left"]))
    update_contact(contact_id=_who(story, row).pk, values={"left_on": day}, act=act)


def _visit(story: Story, row: Row, act: Act) -> None:
    day = story.days.ago(number(row["days_ago"]))
    by = story.people[row["by"]] if row["by"] else act.actor
    values = {"made_on": day, "made_by": by, "purpose": row["purpose"], "result": row["result"]}
    record_visit(contact_id=_who(story, row).pk, values=values, act=act)


def _read(story: Story, row: Row, act: Act) -> None:
    seen = Seen(
        dynamics_high=row["where"] in HIGH_DYNAMICS,
        receptivity_high=row["where"] in HIGH_RECEPTIVITY,
        assumed=bool(row["assumed"]),
        evidence=row["evidence"],
    )
    record_reading(contact_id=_who(story, row).pk, seen=seen, act=act)


def _tell_link(story: Story, row: Row) -> None:
    _tell(story, row, row["drawn"], _draw, hour=11)
    if row["changed"]:
        days_ago, strength = row["changed"].split(":")
        _tell(story, row | {"strength": strength}, days_ago, _strengthen, hour=11)
    if row["erased"]:
        _tell(story, row, row["erased"], _erase, hour=11)


def _draw(story: Story, row: Row, act: Act) -> None:
    source, target = (_who(story, row, key).pk for key in ("source", "target"))
    draw_link(source_id=source, target_id=target, kind=row["kind"], strength=number(row["strength"]), act=act)


def _strengthen(story: Story, row: Row, act: Act) -> None:
    change_link(link_id=_link(story, row), kind=row["kind"], strength=number(row["strength"]), act=act)


def _erase(story: Story, row: Row, act: Act) -> None:
    erase_link(link_id=_link(story, row), act=act)


def _link(story: Story, row: Row) -> int:
    same = {"source": _who(story, row, "source"), "target": _who(story, row, "target"), "kind": row["kind"]}
    link: InfluenceLink = InfluenceLink.objects.current().get(**same)
    return link.pk
