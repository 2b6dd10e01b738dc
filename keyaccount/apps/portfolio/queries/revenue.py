"""What each account has brought: its won deals and its off-funnel orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Sum

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import orders
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo


@memo.once
def revenue_by_account(question: Question, workspace: Workspace) -> Mapping[int | None, Decimal]:
    """Account → closed revenue in the base currency, where there is any; None → what names no account."""
    found: dict[int | None, Decimal] = defaultdict(Decimal)
    for rows in (closed_states(question, workspace, StateStatus.WON), orders(question)):
        for account, amount in rows.order_by().values_list("account_id").annotate(brought=Sum("base_amount")):
            if amount:
                found[account] += amount
    return dict(found)


def names_of_accounts(pks: list[int]) -> Mapping[int, str]:
    """A deal names its account to whoever sees the deal."""
    rows = Account.objects.filter(pk__in=pks).order_by().values_list("pk", "short_name", "name")
    return {pk: short or name for pk, short, name in rows}
