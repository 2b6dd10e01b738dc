"""How the teams see their accounts: level, lifecycle, way of selling, what is strategic; and two tiers set by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from keyaccount.apps.accounts.services.accounts import update_account
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.pipeline.services.purchase import set_need_sheet
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

SAID, SET = 70, 40  # days ago
YEAR = 364
MARGINS = tuple(
    Decimal(rate) if rate else None for rate in ("0.42", "0.34", "0.28", "-0.18", "0.31", "", "0.22", "-0.07")
)


def tell_standings(story: Story) -> None:
    for row in table("standings"):
        account = story.accounts[row["company"]]
        owner = str(account.owner.username) if account.owner else "admin"
        values = _values(row, story.days.today)
        story.at(story.days.ago(SAID), owner, partial(_say, account.pk, values), hour=9)
        if row["tier"]:
            until = story.days.today + timedelta(days=number(row["holds_days"]))
            story.at(story.days.ago(SET), owner, partial(_set, account.pk, row, until), hour=11)


def tell_margins(story: Story) -> None:
    """What the deals won in the last year are expected to yield, save where nobody has noted it."""
    won = Opportunity.objects.filter(status=Status.WON, closed_on__gte=story.days.ago(YEAR)).select_related("account")
    for deal in won.order_by("pk"):
        rate = MARGINS[(deal.account_id or 0) % len(MARGINS)]
        if rate is not None and deal.amount is not None:
            values = {"expected_margin": (deal.amount * rate).quantize(Decimal(1))}
            set_need_sheet(opportunity_id=deal.pk, values=values, act=Act(story.act.actor, story.days.now))


def review(story: Story) -> None:
    """Where everyone stood 30 days ago and where they stand today, so that changes can be seen."""
    for ago in (30, 0):
        tiers.review_of_day(now=story.days.at(story.days.ago(ago), hour=6), today=story.days.today)


def _values(row: Row, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {
        "level": number(row["level"]),
        "lifecycle": row["lifecycle"],
        "selling_mode": row["mode"],
        "is_strategic": bool(row["strategic"]),
        "strategic_reason": row["strategic"],
    }
    if row["plan_in_months"]:
        month = today.month - 1 + number(row["plan_in_months"])
        found["next_plan"] = date(today.year + month // 12, month % 12 + 1, 1)
    return found


def _say(account: int, values: dict[str, Any], act: Act) -> None:
    update_account(account_id=account, values=values, act=act)


def _set(account: int, row: Row, until: date, act: Act) -> None:
    tiers.set_tier(account_id=account, tier=row["tier"], reason=row["reason"], expires_on=until, act=act)
