"""The figures of many accounts in one query each, for lists: what the same figure says of each account alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Count, Q, Sum

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import SUMS, converted, orders
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import closed_states, open_states
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.converted import NOTHING, Converted
from keyaccount.formulas.funnel import Funnel, FunnelCell, funnel

Ids = tuple[int, ...]


@memo.once
def open_by_account(question: Question, accounts: Ids | None = None) -> Mapping[int, Funnel]:
    """The funnel of each account that has open deals; of every account when none are named."""
    workspace = load_workspace()
    named = Q(account_id__isnull=False) if accounts is None else Q(account_id__in=accounts)
    rows = open_states(question, workspace).filter(named).order_by()
    grouped = rows.values_list("account_id", "stage_id", "win_rate", "currency")
    cells: dict[int, list[FunnelCell]] = defaultdict(list)
    for account, stage, rate, currency, count, amount in grouped.annotate(deals=Count("*"), sum=Sum("amount")):
        cells[account].append(FunnelCell(stage, rate, currency, count, amount or Decimal(0)))
    rates = rates_at(question.as_of, workspace.base_currency)
    stages = [stage.pk for stage in all_stages()]
    return {account: funnel(found, rates, stages) for account, found in cells.items()}


def closed_by_account(question: Question, accounts: Ids) -> Mapping[int, Converted]:
    """Won in the funnel and off-funnel, in the question's period; accounts without anything are not named."""
    won = closed_states(question, load_workspace(), StateStatus.WON).filter(account_id__in=accounts)
    found: dict[int, Converted] = defaultdict(lambda: NOTHING)
    for rows in (won, orders(question).filter(account_id__in=accounts)):
        for account, *told in rows.order_by().values_list("account_id").annotate(**SUMS):
            found[account] += converted(*told)
    return found
