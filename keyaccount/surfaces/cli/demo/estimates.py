"""What the demo's accounts are thought to buy a year, as their managers learnt it; of three nobody knows.

The columns of estimates.csv: amounts in ten thousands of their currency; days_ago: when it was learnt.
"""

from __future__ import annotations

from decimal import Decimal

from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

WAN = 10_000


def tell_estimates(story: Story) -> None:
    for row in table("estimates"):
        _tell(story, row)


def _tell(story: Story, row: Row) -> None:
    day = max(story.days.ago(number(row["days_ago"])), story.days.quarters[0].start)
    values = {
        "amount": Decimal(row["amount"]) * WAN,
        "currency": row["currency"],
        "confidence": row["confidence"],
        "source": row["source"],
        "on": day,
    }

    def add(act: Act) -> None:
        add_estimate(account_id=story.accounts[row["company"]].pk, values=values, act=act)

    story.at(day, row["who"], add, hour=16)
