"""The demo's market: online recruitment in the north, shared as the field's example of Beijing has it."""

from __future__ import annotations

from decimal import Decimal

from keyaccount.apps.portfolio.services.markets import Held, create_market
from keyaccount.apps.portfolio.services.tiers import change_rules
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story

SHARES = (("智联招聘", 30, 30), ("中华英才网", 39, 43), ("前程无忧", 30, 27))
SIZE = Decimal(100_000_000)
KEY_ACCOUNT_FROM = Decimal(2_000_000)


def tell_markets(story: Story) -> None:
    year = story.days.today.year - 1

    def write(act: Act) -> None:
        values = {
            "name": "华北 · 网络招聘",
            "year": year,
            "provinces": ["BJ", "TJ", "HE", "SX", "NM"],
            "size": SIZE,
            "growth": Decimal("0.3"),
            "wanted_share": Decimal("0.35"),
            "key_part": Decimal("0.6"),
            "source": "行业年报（示例：以智联招聘为“我们”）",
        }
        held = [
            Held(name, Decimal(share) / 100, Decimal(key) / 100, is_us=place == 0)
            for place, (name, share, key) in enumerate(SHARES)
        ]
        create_market(values=values, shares=held, act=act)

    story.at(story.days.ago(20), "han", write, hour=17)
    story.at(story.days.ago(1), "admin", _raise_threshold, hour=9)


def _raise_threshold(act: Act) -> None:
    """Where every account is a key account, nothing is said by what key accounts bring."""
    change_rules(values={"key_account_from": KEY_ACCOUNT_FROM}, act=act)
