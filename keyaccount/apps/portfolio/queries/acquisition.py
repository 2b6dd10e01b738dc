"""What winning customers cost: selling and marketing entries, and the accounts that bought for the first time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Count, Sum

from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.portfolio.models import CostKind, ServingCost
from keyaccount.apps.portfolio.models.costs import ServingCostQuerySet
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.figures import COMPANY, Question, memo
from keyaccount.kernel.period import Period

SELLING = (CostKind.TRAVEL, CostKind.GOODS, CostKind.EXPERTS, CostKind.PROMOTION, CostKind.HOSPITALITY)
FIRST = date(1970, 1, 1)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SellingCost:
    """amount: in the base currency, None where nothing is entered; unconvertible: entries without a rate."""

    amount: Decimal | None
    unconvertible: int


def selling_entries(question: Question, workspace: Workspace) -> ServingCostQuerySet:
    """Of the question's scope, its period and up to its day."""
    rows = ServingCost.objects.visible_to(question.viewer).filter(kind__in=SELLING, spent_on__lte=question.as_of)
    if question.period is not None:
        rows = rows.filter(spent_on__range=(question.period.start, question.period.end))
    if question.scope != COMPANY or question.filters:
        rows = rows.filter(account__in=accounts_in(question, workspace).order_by().values("pk"))
    return rows


@memo.once
def selling_cost(question: Question, workspace: Workspace) -> SellingCost:
    rates, amount, aside = DatedRates(workspace.base_currency), None, 0
    grouped = selling_entries(question, workspace).order_by().values_list("currency", "spent_on")
    for currency, day, spent, entries in grouped.annotate(Sum("amount"), Count("pk")):
        rate = rates.at(currency, day)
        if rate is None:
            aside += entries
        else:
            amount = (amount or Decimal(0)) + (spent * rate).quantize(CENT)
    return SellingCost(amount, aside)


@memo.once
def new_customers(question: Question, workspace: Workspace) -> dict[int, Decimal]:
    """Accounts that bought in the period and from nobody of us before it, with what they brought in it."""
    if question.period is None:
        raise ValueError("new customers are those of a period")
    earlier = replace(question, scope=COMPANY, filters=MappingProxyType({}))
    before = revenue_by_account(earlier.during(Period(FIRST, question.period.start - timedelta(days=1))), workspace)
    now = revenue_by_account(question, workspace)
    return {pk: amount for pk, amount in now.items() if pk is not None and pk not in before}
