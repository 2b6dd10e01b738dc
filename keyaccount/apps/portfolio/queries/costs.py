"""What serving the accounts cost: of one account its entries, of many their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import ServingCost
from keyaccount.apps.portfolio.models.costs import ServingCostQuerySet
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question, memo
from keyaccount.kernel.errors import NotFound

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Costs:
    """Account → what is recorded, in the base currency, each entry at the rate of its day; who has no entry is not in
    it. unconvertible: entries whose currency had no rate on their day."""

    by_account: Mapping[int, Decimal]
    unconvertible: int


@memo.once
def costs(question: Question) -> Costs:
    """Of the question's period and up to its day, those that its viewer sees."""
    rows = ServingCost.objects.visible_to(question.viewer).filter(spent_on__lte=question.as_of)
    if question.period is not None:
        rows = rows.filter(spent_on__range=(question.period.start, question.period.end))
    rates, aside = DatedRates(load_workspace().base_currency), 0
    found: dict[int, Decimal] = defaultdict(Decimal)
    grouped = rows.order_by().values_list("account_id", "currency", "spent_on")
    for account, currency, day, amount, entries in grouped.annotate(sum=Sum("amount"), entries=Count("pk")):
        rate = rates.at(currency, day)
        if rate is None:
            aside += entries
        else:
            found[account] += (amount * rate).quantize(CENT)
    return Costs(dict(found), aside)


def costs_of(account: Account, user: User) -> ServingCostQuerySet:
    """Every entry of the account that the user sees, newest first."""
    rows = ServingCost.objects.visible_to(user).filter(account=account)
    return rows.select_related("author", "taken_back_by").order_by("-spent_on", "-pk")


def cost_seen(user: User, account_id: int, cost_id: int) -> ServingCost:
    found = ServingCost.objects.visible_to(user).filter(account_id=account_id, pk=cost_id).first()
    if found is None:
        raise NotFound
    return found
