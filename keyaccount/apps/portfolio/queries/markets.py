"""What we sold in a market by its accounts' provinces, how much of it to key accounts, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import Market, MarketRule
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.portfolio.queries.standings import key_grounds
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.market import Brought, brought, guidance
from keyaccount.formulas.provinces import province_of
from keyaccount.formulas.standing import Ground


@dataclass(frozen=True, slots=True)
class Sold:
    """One account's revenue in the period; account None: what names no account; grounds: why it is a key account."""

    account: int | None
    revenue: Decimal
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class MarketRevenue:
    """lines: key accounts first, the largest before the smaller; nowhere: revenue of accounts without a province."""

    lines: list[Sold] = field(default_factory=list)
    nowhere: Decimal = Decimal(0)

    @property
    def brought(self) -> Brought:
        return brought((line.revenue, bool(line.grounds)) for line in self.lines)


@memo.once
def market_revenue(question: Question, market: Market | None) -> MarketRevenue:
    """What the asker sees of our revenue in the question's period: in the market's provinces, or everywhere."""
    revenue = revenue_by_account(question, load_workspace())
    day = min(question.as_of, question.period.end) if question.period else question.as_of
    keys = key_grounds(question.today, day)
    places = codes_by_account() if market is not None else {}
    inside = [
        Sold(pk, amount, keys.get(pk, ()) if pk else ())
        for pk, amount in revenue.items()
        if market is None or places.get(pk or 0) in market.provinces
    ]
    nowhere = sum((amount for pk, amount in revenue.items() if market and not places.get(pk or 0)), Decimal(0))
    return MarketRevenue(sorted(inside, key=lambda one: (not one.grounds, -one.revenue, one.account or 0)), nowhere)


@memo.once
def codes_by_account() -> Mapping[int, str]:
    """Account → the code of its province, however it is spelt, or the text where it is no province; none for empty."""
    rows = Account.objects.exclude(province="").order_by().values_list("pk", "province")
    return {pk: province.code if (province := province_of(text)) else text.strip() for pk, text in rows}


@memo.once
def market_rules() -> list[MarketRule]:
    return list(MarketRule.objects.present())


def rule_for(market_share: Decimal | None, key_share: Decimal | None) -> MarketRule | None:
    """The first of the workspace's rules that fits both shares."""
    rules = {rule.guidance.code: rule for rule in market_rules()}
    found = guidance(market_share, key_share, [rule.guidance for rule in rules.values()])
    return rules[found.code] if found else None
