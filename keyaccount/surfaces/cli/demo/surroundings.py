"""What the story needs around it: settings, exchange rates, products, targets, saved views."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from keyaccount.apps.pipeline.models import Measure, Owner, Place, Product
from keyaccount.apps.pipeline.services.products import create_product
from keyaccount.apps.pipeline.services.targets import set_targets
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.currencies import set_rate
from keyaccount.apps.workspace.services.saved_views import save_view
from keyaccount.apps.workspace.services.settings import change_workspace
from keyaccount.formulas.targets import split
from keyaccount.kernel.period import Period
from keyaccount.surfaces.cli.demo import people
from keyaccount.surfaces.cli.demo.days import Days
from keyaccount.surfaces.cli.demo.story import Story

WAN = 10_000
THRESHOLD = Decimal(50_000)  # orders below it stay out of the funnel
RATES = {"USD": "7.12", "EUR": "7.78", "HKD": "0.912", "GBP": "9.05"}
WAVE = (0, 2, 5, 3, -1, -4, -6, -3, 1, 4, 2, -2)  # thousandths, one a quarter
PRODUCTS = (  # name, code, series, unit, list price
    ("招聘外包 RPO", "RPO", "招聘", "项目", 300_000),
    ("校园招聘", "CAMPUS", "招聘", "项目", 250_000),
    ("高端猎聘", "SEARCH", "招聘", "职位", 120_000),
    ("人才测评", "ASSESS", "测评", "项目", 180_000),
    ("管理培训", "TRAIN", "培训", "班次", 60_000),
    ("薪酬绩效咨询", "PAY", "咨询", "项目", 280_000),
)
TEAM_TARGETS = {people.EAST: 1000, people.NORTH: 420, people.INTERNATIONAL: 360}  # 万元 a quarter
PERSONAL_TARGETS = {
    people.EAST: {"lin": 320, "zhou": 180, "chen": 200, "he": 150, "shen": 150},
    people.NORTH: {"stranger": 220, "du": 200},
}
MEASURES = {Measure.MARGIN: 3_400_000, Measure.NEW_CUSTOMERS: 6, Measure.COLLECTED: 9_200_000}
MONTHS = (Decimal(27), Decimal(31), Decimal(42))  # hundredths of a quarter
ACCOUNTS = {"澜石重工": 160, "启衡汽车": 90, "衡澜保险": 70}
SOLD = {"招聘外包 RPO": 620, "校园招聘": 360, "薪酬绩效咨询": 300, "人才测评": 240, "高端猎聘": 160, "管理培训": 100}
NOTE = "季度目标会上商定"
GROWTH = Decimal("0.97")  # what a quarter's target was of the next one's


def arrange(act: Act) -> None:
    change_workspace(values={"name": "启程咨询 · KeyAccount", "off_funnel_threshold": THRESHOLD}, act=act)


def set_rates(days: Days, act: Act) -> None:
    """One rate a quarter and currency, from a year before the story on."""
    for place, quarter in enumerate(days.quarters):
        for code, text in RATES.items():
            rate = Decimal(text) * (1000 + WAVE[place % len(WAVE)]) / 1000
            day = quarter.start - timedelta(days=400) if place == 0 else quarter.start
            set_rate(code=code, day=day, rate=rate, act=act)


def list_products(act: Act) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for name, code, series, unit, price in PRODUCTS:
        values = {
            "name": name,
            "code": code,
            "series": series,
            "unit": unit,
            "list_price": Decimal(price),
            "currency": "CNY",
        }
        found[name] = create_product(values=values, act=act)
    return found


def tell_targets(story: Story) -> None:
    """Each quarter's targets are set three days before it begins; the present ones are those of the worked example."""
    told = story.days.quarters
    for place, quarter in enumerate(told):
        share = GROWTH ** (len(told) - 1 - place)
        day = quarter.start - timedelta(days=3)
        story.at(day, "han", partial(_set, story, quarter, share))
    story.at(told[-1].start - timedelta(days=2), "han", partial(_set_more, story, told[-1]))


def _set(story: Story, quarter: Period, share: Decimal, act: Act) -> None:
    of_teams = {name: (amount * share).quantize(Decimal(1)) * WAN for name, amount in TEAM_TARGETS.items()}
    amounts: dict[Place, Decimal | None] = {}
    amounts |= _of_quarter(None, quarter, sum(of_teams.values(), Decimal(0)))
    for name, amount in of_teams.items():
        amounts |= _of_quarter(story.teams[name], quarter, amount)
        weights = {who: Decimal(part) for who, part in PERSONAL_TARGETS.get(name, {}).items()}
        parts = split(amount, weights, Decimal(WAN)) if weights else {}
        for who, part in parts.items():
            amounts |= _of_quarter(story.people[who], quarter, part)
    set_targets(amounts=amounts, act=act)


def _of_quarter(owner: Owner, quarter: Period, amount: Decimal) -> dict[Place, Decimal]:
    """The quarter's target, and its three months': most is signed late."""
    year, first = quarter.start.year, quarter.start.month
    months = split(amount, dict(enumerate(MONTHS, first)))
    whole = Place(owner, year, quarter=(first + 2) // 3)
    return {whole: amount} | {Place(owner, year, month=month): part for month, part in months.items()}


def _set_more(story: Story, quarter: Period, act: Act) -> None:
    """Of the present quarter also what East should earn and win; by account and by product."""
    year, number, east = quarter.start.year, (quarter.start.month + 2) // 3, story.teams[people.EAST]
    amounts: dict[Place, Decimal | None] = {
        Place(east, year, number, measure=measure): Decimal(amount) for measure, amount in MEASURES.items()
    }
    for name, amount in ACCOUNTS.items():
        amounts[Place(story.accounts[name], year, number)] = Decimal(amount * WAN)
    for name, amount in SOLD.items():
        amounts[Place(story.products[name], year, number)] = Decimal(amount * WAN)
    set_targets(amounts=amounts, act=act, note=NOTE)


def save_views(story: Story) -> None:
    """What people look at every day, kept on their lists of deals."""
    pipeline, quarter = str(story.stages[0].pipeline_id), story.days.quarter.label()
    east = {"pipeline": pipeline, "team": str(story.teams[people.EAST].pk)}
    for who in ("lin", "zhao"):
        mine = {"pipeline": pipeline, "owner": str(story.people[who].pk)}
        views = {"本季在谈": {**east, "period": quarter}, "五十万以上": {**east, "amount_from": "500000"}}
        views["本季赢单"] = {**east, "period": quarter, "status": "won"}
        for name, query in {**views, **({"我的商机": mine} if who == "lin" else {})}.items():
            save_view(place="pipeline", name=name, query=query, act=Act(story.people[who], story.days.now))
    abroad = {"pipeline": pipeline, "team": str(story.teams[people.INTERNATIONAL].pk), "period": quarter}
    save_view(place="pipeline", name="This quarter", query=abroad, act=Act(story.people["emma"], story.days.now))
