"""The deals and orders of one account, or of a group of companies, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, Status
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.funnel import weighted_amount

Companies = Sequence[int]
SHOWN = 20
CLOSED_SHOWN = 5
ORDERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Deal:
    record: Opportunity
    win_rate: Decimal
    weighted: Decimal | None
    days: int


def open_deals(accounts: Companies, user: User, today: date) -> list[Deal]:
    """The largest first."""
    found = Opportunity.objects.visible_to(user).open().filter(account_id__in=accounts)
    rows = found.select_related("stage", "owner", "account")
    return [_deal(row, today) for row in rows.order_by(F("amount").desc(nulls_last=True), "-pk")[:SHOWN]]


def closed_deals(accounts: Companies, user: User) -> list[Opportunity]:
    """The last ones to close."""
    rows = Opportunity.objects.visible_to(user).present().filter(account_id__in=accounts).exclude(status=Status.OPEN)
    return list(rows.select_related("close_reason", "account").order_by("-closed_on", "-pk")[:CLOSED_SHOWN])


def next_step(accounts: Companies, user: User) -> Opportunity | None:
    """The deal whose next step comes first."""
    rows = Opportunity.objects.visible_to(user).open().filter(account_id__in=accounts).exclude(next_step="")
    return rows.order_by(F("next_step_on").asc(nulls_last=True), "-amount", "pk").first()


def orders_of(accounts: Companies, user: User) -> list[OffFunnelOrder]:
    rows = OffFunnelOrder.objects.visible_to(user).present().filter(account_id__in=accounts)
    return list(rows.select_related("owner", "account").order_by("-ordered_on", "-pk")[:ORDERS_SHOWN])


def _deal(row: Opportunity, today: date) -> Deal:
    rate = row.stage.win_rate if row.win_rate is None else row.win_rate
    weighted = None if row.amount is None else weighted_amount(row.amount, rate)
    return Deal(row, rate, weighted, (today - row.stage_since).days)
