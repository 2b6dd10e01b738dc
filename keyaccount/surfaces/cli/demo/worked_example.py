"""The worked example, as the team 华东大客户组 lives it: 18 open deals, this week's moves, this quarter's sales.

Target T = 10.00 million. Today W = 3.648 and C = 1.50 (0.18 of it off-funnel), so coverage is 51.48 %. A week ago W was
3.00 and C was 1.00, so the week's progress is 0.648 + 0.50 = 1.148 million, 11.48 %.

In the first week of a quarter nothing can have closed in it a week ago: C was 0 then. The earlier sales fall into that
week too, and so does one more loss, so that W was 4.00 a week ago and the progress is the same: −0.352 + 1.50 = 1.148.

The columns of open_deals.csv: amounts in 万元; closes_before_quarter_end: days, when 42 are left (drawn together when
fewer are); next_step_in: days from today, negative when late; amount_before: what it was a week ago;
was_next_quarter: a week ago it was expected then; back_from: the stage it fell back from.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.services.opportunities import Line
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.surfaces.cli.demo.story import Journey, Story
from keyaccount.surfaces.cli.demo.tables import Row, listed, number, table

WAN = 10_000
MOST = 42
MOST_BUYERS = 5
FELL_BACK_AFTER_ENTERING = 20  # days ago
LAST_STAGE = 5


def tell_worked_example(story: Story) -> None:
    for row in table("open_deals"):
        _open_deal(story, row)
    for row in table("wins"):
        _won_deal(story, row)
    for row in table("losses"):
        _lost_deal(story, row)
    for row in table("orders"):
        _order(story, row)


def _open_deal(story: Story, row: Row) -> None:
    days, journey = story.days, Journey(story, row["owner"])
    expected = days.before_quarter_end(number(row["closes_before_quarter_end"]), MOST)
    next_quarter = days.quarter.end + timedelta(days=15)
    same = ("source", "rivals", "needs", "wants")
    values = _values(story, row, row["amount_before"] or row["amount"]) | {key: row[key] for key in same}
    values |= {"selling_mode": row["mode"], "expected_close": next_quarter if row["was_next_quarter"] else expected}
    (first, stage), *later = _entries(row)
    journey.starts(days.ago(first), values, stage=stage)
    journey.is_bought_by(days.ago(first), _buyers(story, row))
    for ago, stage in later:
        journey.enters(days.ago(ago), stage)
    changed = number(row["amount_changed_days_ago"]) if row["amount_before"] else first
    journey.is_made_of(days.ago(changed), _lines(story, row))
    journey.changes(days.ago(4), {"expected_close": expected}) if row["was_next_quarter"] else None
    due = days.today + timedelta(days=number(row["next_step_in"]))
    lately = min(2, number(row["days_in_stage"]))
    journey.changes(days.ago(lately), {"next_step": row["next_step"], "next_step_on": due})


def _entries(row: Row) -> list[tuple[int, int]]:
    """How many days ago it came into which stage, evenly on its way to the last one."""
    stage, since, first = number(row["stage"]), number(row["days_in_stage"]), number(row["opened_days_ago"])
    reached = number(row["back_from"]) or stage
    last = FELL_BACK_AFTER_ENTERING if row["back_from"] else since
    steps = range(number(row["starts_at"]), reached + 1)
    way = max(len(steps) - 1, 1)
    entries = [(first - (first - last) * place // way, entered) for place, entered in enumerate(steps)]
    return [*entries, (since, stage)] if row["back_from"] else entries


def _buyers(story: Story, row: Row) -> list[tuple[Contact, str]]:
    """The customer's people whom contacts.csv names, in all their roles; of a large customer the first."""
    account = story.accounts[row["company"]]
    named = [each for each in table("contacts") if each["company"] == row["company"]][:MOST_BUYERS]
    known = {
        each.name: each for each in Contact.objects.filter(account=account, name__in=[one["name"] for one in named])
    }
    return [(known[one["name"]], role) for one in named for role in listed(one["roles"])]


def _lines(story: Story, row: Row) -> list[Line]:
    parts = [part.rsplit(" ", 1) for part in listed(row["lines"])]
    return [Line(story.products[product], Decimal(1), Decimal(amount) * WAN) for product, amount in parts]


def _won_deal(story: Story, row: Row) -> None:
    """Of this quarter. part: how far into it (see Days.earlier_this_quarter); empty: three days ago."""
    days = story.days
    day = days.earlier_this_quarter(float(row["part"])) if row["part"] else days.lately(3)
    journey = Journey(story, row["owner"])
    first = day - timedelta(days=104)
    journey.starts(first, _values(story, row, row["amount"]) | {"expected_close": day})
    for stage in range(1, LAST_STAGE + 1):
        journey.enters(first + timedelta(days=18 * stage), stage)
    journey.is_won(day, note=row["lesson"])


def _lost_deal(story: Story, row: Row) -> None:
    """days_ago: when it was lost; in_first_week: the same in the first week of a quarter."""
    days = story.days
    early = not days.a_week_ago_is_in_quarter
    day = days.ago(number(row["in_first_week" if early else "days_ago"]))
    journey = Journey(story, row["owner"])
    first = day - timedelta(days=70)
    values = _values(story, row, row["amount"]) | {"expected_close": days.before_quarter_end(14, MOST)}
    journey.starts(first, values)
    for stage in range(1, number(row["stage"]) + 1):
        journey.enters(first + timedelta(days=20 * stage), stage)
    journey.is_lost(day, reason=number(row["reason"]), note=row["lesson"])


def _order(story: Story, row: Row) -> None:
    day: date = story.days.earlier_this_quarter(float(row["part"]))
    values = {
        "account": story.accounts[row["company"]],
        "description": row["name"],
        "amount": Decimal(row["amount"]) * WAN,
        "ordered_on": day,
    }
    story.at(day, row["owner"], lambda act: record_order(values=values, act=act), hour=15)


def _values(story: Story, row: Row, amount: str) -> dict[str, Any]:
    return {"name": row["name"], "account": story.accounts[row["company"]], "amount": Decimal(amount) * WAN}
