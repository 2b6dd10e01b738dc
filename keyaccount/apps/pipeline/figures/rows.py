"""The rows behind the pipeline's figures, as dicts that a drawer, an export or the API shows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import OffFunnelOrder, OpportunityState
from keyaccount.apps.pipeline.models.orders import OrderQuerySet
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Column, Question, Rows, Unit

DEAL_COLUMNS = (
    Column("opportunity", _("Opportunity")),
    Column("account", _("Account")),
    Column("stage", _("Stage")),
    Column("owner", _("Owner")),
    Column("amount", _("Amount"), Unit.MONEY),
    Column("win_rate", _("Win rate"), Unit.SHARE),
    Column("weighted", _("Weighted"), Unit.MONEY),
    Column("expected_close", _("Expected close")),
)
CLOSED_COLUMNS = (
    Column("opportunity", _("Opportunity")),
    Column("account", _("Account")),
    Column("owner", _("Owner")),
    Column("status", _("Outcome")),
    Column("closed_on", _("Closed on")),
    Column("amount", _("Amount"), Unit.MONEY),
    Column("days", _("Days"), Unit.DAYS),
)


def deal_rows(
    states: Callable[[], StateQuerySet],
    question: Question,
    *,
    adds_up: str | None = None,
    sum_of_rows: Decimal | int | None = None,
    recount: Callable[[], Decimal | int] | None = None,
    outside: Callable[[], int] = lambda: 0,
    status: str = "",
    symbol: str = "",
) -> Rows:
    """Rows of states, largest amount first; not even their query is made before they are asked for.

    status: won, lost or closed.
    """
    show = _closed if status else _open
    return Rows(
        columns=CLOSED_COLUMNS if status else DEAL_COLUMNS,
        fetch=lambda limit: [show(state) for state in _named_states(states())[:limit]],
        total=lambda: states().order_by().count(),
        outside=outside,
        adds_up=adds_up,
        sum_of_rows=sum_of_rows,
        recount=recount,
        symbol=symbol,
        list_query=list_query(question, status=status),
    )


def _named_states(states: StateQuerySet) -> StateQuerySet:
    named = states.select_related("opportunity", "account", "stage", "owner")
    return named.order_by(F("amount").desc(nulls_last=True), "-opportunity_id")


def list_query(question: Question, *, status: str = "") -> dict[str, str]:
    """The link's keys that show the same deals on the list page."""
    query = {"scope": question.scope.token, **question.filters}
    if question.period is not None:
        query["period"] = question.period.label(load_workspace().fiscal_year_start)
    if not question.is_live:
        query["as_of"] = question.as_of.isoformat()
    if status:
        query["status"] = status
    return query


def _named(state: OpportunityState) -> dict[str, Any]:
    return {
        "id": state.opportunity_id,
        "opportunity": state.opportunity.name,
        "account": str(state.account) if state.account else None,
        "owner": state.owner.display_name,
        "currency": state.currency,
    }


def _open(state: OpportunityState) -> dict[str, Any]:
    amount = state.amount
    return _named(state) | {
        "stage": state.stage.label,
        "amount": amount,
        "win_rate": state.win_rate,
        "weighted": None if amount is None else amount * state.win_rate,
        "expected_close": state.expected_close,
    }


def _closed(state: OpportunityState) -> dict[str, Any]:
    return _named(state) | {
        "status": state.status,
        "closed_on": state.closed_on,
        "amount": state.base_amount,
        "days": state.cycle_days,
    }


def order_rows(orders: Callable[[], OrderQuerySet], amount: Decimal | None) -> Rows:
    return Rows(
        columns=(
            Column("description", _("What was ordered")),
            Column("account", _("Account")),
            Column("owner", _("Owner")),
            Column("ordered_on", _("Ordered on")),
            Column("amount", _("Amount"), Unit.MONEY),
        ),
        fetch=lambda limit: [_order(order) for order in _named_orders(orders())[:limit]],
        total=lambda: orders().order_by().count(),
        adds_up="amount",
        sum_of_rows=amount,
    )


def _named_orders(orders: OrderQuerySet) -> OrderQuerySet:
    return orders.select_related("account", "owner").order_by("-ordered_on", "-id")


def _order(order: OffFunnelOrder) -> dict[str, Any]:
    return {
        "id": order.pk,
        "description": order.description,
        "account": str(order.account) if order.account else None,
        "owner": order.owner.display_name,
        "ordered_on": order.ordered_on,
        "currency": order.currency,
        "amount": order.base_amount,
    }
