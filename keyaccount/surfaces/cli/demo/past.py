"""What lies behind: three years of closed deals and small orders for every team, and open deals of the other two.

Drawn by chance from a fixed seed, so the demo is the same wherever it is made on the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from keyaccount.apps.pipeline.models import Outcome, Product, Status
from keyaccount.apps.pipeline.services.loading.opportunities import Past, load_opportunities
from keyaccount.apps.pipeline.services.opportunities import Line
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.loading import Load, Row
from keyaccount.kernel.period import Period
from keyaccount.surfaces.cli.demo import people
from keyaccount.surfaces.cli.demo.story import Journey, Story
from keyaccount.surfaces.cli.demo.tables import listed, table

SEED = 20070507
SEASON = {1: 0.8, 2: 1.0, 3: 0.95, 4: 1.25}
LAST_STAGE = 5
RECENT = 400  # days; deals that closed before came from spreadsheets


@dataclass(frozen=True, slots=True)
class Trade:
    """One team's business. amounts: from and to, in its currency; closed, orders: a quarter; open: deals now."""

    team: str
    currency: str
    wares: tuple[str, ...]
    small: tuple[str, ...]
    amounts: tuple[int, int]
    order_most: int
    closed: int
    win_rate: float
    orders: int
    open: int = 0

    @property
    def sellers(self) -> list[tuple[str, list[str]]]:
        """Who sells, and to whom."""
        return [(row["owner"], listed(row["companies"])) for row in table("sellers") if row["team"] == self.team]


WARES = ("招聘外包", "校招项目", "人才测评", "管理培训", "薪酬咨询", "高端猎聘", "领导力发展", "岗位体系梳理")
SMALL = ("测评加测", "公开课席位", "薪酬报告", "笔试题库", "面试官培训")
WARES_ABROAD = ("Leadership programme", "Engineer RPO", "Assessment centre", "Executive search", "Pay review")
SPOKEN = {  # how a product is spoken of in the name of a deal
    "RPO": ("招聘外包", "RPO"),
    "CAMPUS": ("校招",),
    "SEARCH": ("猎聘", "search"),
    "ASSESS": ("测评", "Assessment"),
    "TRAIN": ("培训", "领导力", "Leadership"),
    "PAY": ("薪酬", "Pay review"),
}
SMALL_ABROAD = ("Benchmark report", "Extra test licences")
TRADES = (
    Trade(people.EAST, "CNY", WARES, SMALL, (200_000, 2_000_000), 49_000, closed=13, win_rate=0.56, orders=5),
    Trade(people.NORTH, "CNY", WARES, SMALL, (150_000, 1_600_000), 45_000, closed=6, win_rate=0.5, orders=3, open=11),
    Trade(
        people.INTERNATIONAL,
        "USD",
        WARES_ABROAD,
        SMALL_ABROAD,
        (30_000, 320_000),
        6_000,
        closed=4,
        win_rate=0.52,
        orders=1,
        open=8,
    ),
)


def tell_past(story: Story) -> None:
    chance = Random(SEED)  # noqa: S311  (a story, not a secret)
    old: list[Row] = []
    for trade in TRADES:
        quarter = story.days.quarter.previous()
        for _back in range(story.days.quarters_back):
            old += _quarter(story, trade, quarter, chance)
            quarter = quarter.previous()
        if trade.open:
            _quarter(story, trade, story.days.quarter, chance)
            _open_deals(story, trade, chance)
    _import_spreadsheets(story, old)


def _quarter(story: Story, trade: Trade, quarter: Period, chance: Random) -> list[Row]:
    """What one team closed and sold on the side in one quarter, up to ten days ago; the old deals among it."""
    end = min(quarter.end, story.days.ago(10))
    if end < quarter.start:
        return []
    number = (quarter.start.month + 2) // 3
    part = Decimal((end - quarter.start).days + 1) / quarter.days
    told = Period(quarter.start, end)
    deals = round(trade.closed * SEASON[number] * float(part))
    for _order in range(round(trade.orders * float(part))):
        _small_order(story, trade, told, chance)
    return [row for _deal in range(deals) if (row := _closed_deal(story, trade, told, chance)) is not None]


def _closed_deal(story: Story, trade: Trade, quarter: Period, chance: Random) -> Row | None:
    """Told stage by stage; one that closed long ago is given back instead, to come from the old spreadsheets."""
    day = _day_in(quarter, chance)
    cycle = chance.randint(35, 150)
    first = day - timedelta(days=cycle)
    owner, values = _draw(story, trade, first, chance)
    values["expected_close"] = min(max(day + timedelta(days=chance.randint(-20, 12)), quarter.start), quarter.end)
    won = chance.random() < trade.win_rate
    reached = LAST_STAGE if won else chance.choice((0, 1, 1, 2, 2, 3, 3, 4))
    reason = chance.randrange(5) if won else chance.choice((0, 0, 1, 1, 1, 3, 4, 5, 6, 6))
    if day < story.days.ago(RECENT):
        return _from_spreadsheet(story, owner, values, (first, day), (won, reached, reason))
    journey = Journey(story, owner)
    promised = _promised(first, day, values["expected_close"])
    journey.starts(first, values | {"expected_close": promised[0]})
    if product := _product_in(story, values["name"]):
        journey.is_made_of(first, [Line(product, Decimal(1), values["amount"])])
    for stage in range(1, reached + 1):
        journey.enters(first + timedelta(days=cycle * stage // (reached + 1)), stage)
    for time, later in enumerate(promised[1:], 1):
        journey.changes(first + timedelta(days=cycle * time // len(promised)), {"expected_close": later})
    (journey.is_won if won else journey.is_lost)(day, reason=reason)
    return None


def _promised(first: date, day: date, last: date) -> list[date]:
    """The closes it was expected to have, one after the other: three deals of ten were put off, some of them twice."""
    chance = Random(f"{first} {day} {last}")  # noqa: S311  (its own: what else is drawn stays as it was)
    steps = [chance.randint(7, 40) for _time in range(chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2)))]
    ahead = [timedelta(days=sum(steps[place:])) for place in range(len(steps) + 1)]
    return [max(last - days, min(first + timedelta(days=7), last)) for days in ahead]


def _product_in(story: Story, name: str) -> Product | None:
    """What a deal of that name is about."""
    found = next((code for code, words in SPOKEN.items() if any(word in name for word in words)), None)
    return next((product for product in story.products.values() if product.code == found), None)


def _from_spreadsheet(
    story: Story, owner: str, values: dict[str, Any], days: tuple[date, date], ending: tuple[bool, int, int]
) -> Row:
    won, reached, reason = ending
    given = {key: value for key, value in values.items() if key != "account"} | {
        "account_id": values["account"].pk,
        "owner_id": story.people[owner].pk,
        "stage_id": story.stages[reached].pk,
        "status": Status.WON if won else Status.LOST,
        "close_reason_id": story.reasons[Outcome.WON if won else Outcome.LOST][reason].pk,
        "opened_on": days[0],
        "closed_on": days[1],
        "stage_since": days[1],
    }
    return Row(values=given, more=Past(since=story.days.at(days[0])))


def _import_spreadsheets(story: Story, rows: list[Row]) -> None:
    """What closed before the team worked with KeyAccount came in one import."""

    def load(act: Act) -> None:
        outcomes = load_opportunities(rows, Load(act))
        refused = [str(outcome.reason) for outcome in outcomes if outcome.reason is not None]
        if refused:
            raise RuntimeError("; ".join(refused))

    story.at(story.days.ago(RECENT), "admin", load, hour=8)


def _open_deals(story: Story, trade: Trade, chance: Random) -> None:
    for _deal in range(trade.open):
        days = story.days
        age = chance.randint(5, 110)
        owner, values = _draw(story, trade, days.ago(age), chance)
        expected = days.today + timedelta(days=chance.randint(3, 140))
        journey = Journey(story, owner)
        journey.starts(days.ago(age), values | {"expected_close": expected})
        reached = chance.choice((0, 0, 1, 1, 2, 2, 3, 4, 5))
        for stage in range(1, reached + 1):
            journey.enters(days.ago(age - age * stage // (reached + 1)), stage)
        step = "Call" if trade.currency == "USD" else "电话跟进"
        due = days.today + timedelta(days=chance.randint(-3, 12))
        journey.changes(days.ago(age // (reached + 2)), {"next_step": step, "next_step_on": due})


def _draw(story: Story, trade: Trade, first: date, chance: Random) -> tuple[str, dict[str, Any]]:
    owner, companies = chance.choice(trade.sellers)
    ware = chance.choice(trade.wares)
    low, high = trade.amounts
    amount = round(low * (high / low) ** chance.random(), -4 if trade.currency == "CNY" else -3)
    name = f"{ware} {first:%Y-%m}" if trade.currency == "USD" else f"{first.year} {ware}"
    values = {
        "name": name,
        "account": story.accounts[chance.choice(companies)],
        "amount": Decimal(int(amount)),
        "currency": trade.currency,
    }
    return owner, values


def _small_order(story: Story, trade: Trade, quarter: Period, chance: Random) -> None:
    owner, companies = chance.choice(trade.sellers)
    day = _day_in(quarter, chance)
    values = {
        "account": story.accounts[chance.choice(companies)],
        "description": chance.choice(trade.small),
        "amount": Decimal(chance.randrange(trade.order_most // 10, trade.order_most, 100)),
        "currency": trade.currency,
        "ordered_on": day,
    }
    story.at(day, owner, lambda act: record_order(values=values, act=act), hour=15)


def _day_in(quarter: Period, chance: Random) -> date:
    return quarter.start + timedelta(days=chance.randrange(quarter.days))
