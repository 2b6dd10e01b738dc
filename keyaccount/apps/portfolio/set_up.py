"""What the portfolio of a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from keyaccount.apps.portfolio.market_template import WORDS
from keyaccount.apps.portfolio.models import MarketRule, PoolRules, TierRules
from keyaccount.apps.portfolio.services import releasing, tiers
from keyaccount.apps.workspace.services.jobs import schedule
from keyaccount.formulas.market import USUAL


def set_up(now: datetime) -> None:
    TierRules.objects.get_or_create(pk=1)
    PoolRules.objects.get_or_create(pk=1)
    if not MarketRule.objects.exists():
        MarketRule.objects.bulk_create(_market_rules())
    schedule(kind=tiers.KIND, every_minutes=tiers.EVERY_MINUTES, now=now)
    schedule(kind=releasing.KIND, every_minutes=releasing.EVERY_MINUTES, now=now)


def _market_rules() -> Iterator[MarketRule]:
    for place, usual in enumerate(USUAL):
        name, name_zh, text, text_zh = WORDS[usual.code]
        yield MarketRule(
            name=name,
            name_zh=name_zh,
            text=text,
            text_zh=text_zh,
            share_from=usual.share_from,
            share_to=usual.share_to,
            key_above=usual.key_above,
            key_to=usual.key_to,
            position=place,
        )
