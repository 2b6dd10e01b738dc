"""What serving the demo's accounts took over the past year: visits, by whom, how many were planned, and what it cost.

The columns of serving.csv: name: whom they visit, `visits` times in the year; with: who goes, in turn; the costs are of
the whole year, in the base currency, and fall due in two halves.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import cycle

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.contacts import update_contact
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.portfolio.services.costs import add_cost
from keyaccount.apps.portfolio.services.scorecards import add_reading
from keyaccount.apps.workspace.act import Act
from keyaccount.formulas.segments import Stance
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, listed, number, table

YEAR, LATEST = 356, 5  # days ago: the first visit lies within the year, the last one in this week or the one before
HALVES = (215, 48)  # days ago
READ_OFF = (
    (Stance.ATTACK, "team_growth", "0.08", "人事部月报"),
    (Stance.DEFEND, "bad_debts", "0.006", "财务部坏账台账"),
    (Stance.DEFEND, "satisfaction", "0.88", "季度满意度问卷，41 份有效"),
    (Stance.DEFEND, "staff_satisfaction", "0.76", "员工匿名问卷"),
    (Stance.DEFEND, "transfers", "1", "人事部月报"),
    (Stance.DEFEND, "turnover", "0.12", "人事部月报"),
)
KINDS = ("travel", "experts", "goods", "hospitality")


def tell_serving(story: Story) -> None:
    _tell_readings(story)
    for place, row in enumerate(table("serving")):
        if row["visits"]:
            _tell_visits(story, row, place)
        for kind in KINDS:
            _tell_costs(story, row, kind)


def _tell_readings(story: Story) -> None:
    for stance, key, value, source in READ_OFF:
        story.at(story.days.ago(26), "han", partial(_read_off, stance, key, Decimal(value), source), hour=17)


def _read_off(stance: Stance, key: str, value: Decimal, source: str, act: Act) -> None:
    add_reading(stance=stance, key=key, value=value, source=source, act=act)


def _tell_visits(story: Story, row: Row, place: int) -> None:
    count, owner = number(row["visits"]), _owner(story, row)
    language = "en" if row["company"].isascii() else "zh"
    notes = [note for note in table("serving_notes") if note["language"] == language]
    people = cycle(listed(row["with"]))
    story.at(story.days.ago(YEAR + 10), owner, partial(_plan, story, row), hour=9)
    for visit in range(count):
        days = YEAR - (YEAR - LATEST - place % 9) * visit // max(count - 1, 1)
        note = notes[(place + visit) % len(notes)]
        story.at(story.days.ago(days), owner, partial(_visit, story, row, days, next(people), note), hour=15)


def _tell_costs(story: Story, row: Row, kind: str) -> None:
    amount = Decimal(row[kind] or 0)
    for days in HALVES if amount else ():
        values = {"kind": kind, "amount": amount / 2, "spent_on": story.days.ago(days)}
        account = story.accounts[row["company"]].pk
        story.at(story.days.ago(days), _owner(story, row), partial(_spend, account, values), hour=18)


def _owner(story: Story, row: Row) -> str:
    return str(story.accounts[row["company"]].owner.username)  # type: ignore[union-attr]


def _who(story: Story, row: Row) -> Contact:
    return Contact.objects.get(account=story.accounts[row["company"]], name=row["name"])


def _plan(story: Story, row: Row, act: Act) -> None:
    update_contact(contact_id=_who(story, row).pk, values={"visits_a_month": Decimal(row["a_month"])}, act=act)


def _visit(story: Story, row: Row, days: int, person: str, note: Row, act: Act) -> None:
    values = {
        "made_on": story.days.ago(days),
        "made_by": story.people[person],
        "purpose": note["purpose"],
        "result": note["result"],
    }
    record_visit(contact_id=_who(story, row).pk, values=values, act=act)


def _spend(account: int, values: dict[str, object], act: Act) -> None:
    add_cost(account_id=account, values=values, act=act)
