"""Closed revenue, off-funnel orders and outcomes, as a question asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.queries.listing import accounts_of_text
from keyaccount.apps.pipeline.models import OffFunnelOrder, StateStatus
from keyaccount.apps.pipeline.models.orders import OrderQuerySet
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.narrowing import in_scope
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, Scope, ScopeKind, memo
from keyaccount.formulas.converted import Converted

# What SQL says of rows of closed revenue, in the order that `converted` takes it.
SUMS = {"brought": Sum("base_amount"), "rows": Count("*"), "rated": Count("base_amount")}


def won_in(question: Question, workspace: Workspace) -> Converted:
    return closed_as(question, workspace, StateStatus.WON)


@memo.once
def closed_as(question: Question, workspace: Workspace, outcome: StateStatus) -> Converted:
    return sum_of_closed(closed_states(question, workspace, outcome).order_by())


@dataclass(slots=True)
class MonthOfPerson:
    """month: its first day; amount: None where none of the deals could be converted."""

    month: date
    owner_id: int
    count: int
    amount: Decimal | None


def won_by_month(question: Question, workspace: Workspace) -> list[MonthOfPerson]:
    """Deals won per calendar month and owner, in that order."""
    won = closed_states(question, workspace, StateStatus.WON).order_by()
    grouped = won.values_list(TruncMonth("closed_on"), "owner_id").annotate(deals=Count("*"), won=Sum("base_amount"))
    found = [MonthOfPerson(month, owner, count, amount) for month, owner, count, amount in grouped]
    return sorted(found, key=attrgetter("month", "owner_id"))


def orders(question: Question, *, seen_only: bool = True) -> OrderQuerySet:
    """Off-funnel orders up to the question's day; filters that name a stage or pipeline leave none."""
    rows = OffFunnelOrder.objects.present().filter(in_scope(question.scope), ordered_on__lte=question.as_of)
    if question.period:
        rows = rows.filter(ordered_on__range=(question.period.start, question.period.end))
    for key, path in (("owner", "owner_id"), ("account", "account_id"), ("currency", "currency")):
        if question.filters.get(key):
            rows = rows.filter(**{path: question.filters[key]})
    if team := question.filters.get("team"):
        rows = rows.filter(in_scope(Scope(ScopeKind.TEAM, int(team))))
    if group := question.filters.get("group"):
        rows = rows.filter(account_id__in=group_of(int(group)))
    if accounts := question.filters.get("accounts"):
        rows = rows.filter(account_id__in=accounts_of_text(accounts).order_by().values("pk"))
    if any(question.filters.get(key) for key in ("stage", "pipeline", "q", "opportunity")):
        return rows.none()
    return rows.visible_to(question.viewer) if seen_only else rows


@memo.once
def ordered_in(question: Question) -> Converted:
    return sum_of_closed(orders(question).order_by())


def sum_of_closed(rows: OrderQuerySet | StateQuerySet) -> Converted:
    return converted(*rows.aggregate(**SUMS).values())


def converted(brought: Decimal | None, rows: int, rated: int) -> Converted:
    """SQL's sum of nothing is NULL."""
    return Converted(brought or Decimal(0), rows, rows - rated)


@memo.once
def outcomes(question: Question, workspace: Workspace) -> Mapping[str, int]:
    """How many deals were won and lost."""
    closed = closed_states(question, workspace, StateStatus.WON, StateStatus.LOST)
    counted = dict(closed.order_by().values_list("status").annotate(deals=Count("*")))
    return {status: counted.get(status, 0) for status in (StateStatus.WON, StateStatus.LOST)}


@memo.once
def cycle_histogram(question: Question, workspace: Workspace) -> Mapping[int, int]:
    """Days from first contact to signing → how many won deals took so long."""
    won = closed_states(question, workspace, StateStatus.WON).exclude(cycle_days=None)
    return dict(won.order_by().values_list("cycle_days").annotate(deals=Count("*")))
