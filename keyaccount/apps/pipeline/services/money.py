"""Rates and the base currency, with what stands on them: closed deals, off-funnel orders, targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, OpportunityState, Status, Target
from keyaccount.apps.pipeline.services.history import CENT
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Currency, ExchangeRate, Workspace
from keyaccount.apps.workspace.services import access, currencies
from keyaccount.apps.workspace.services.settings import locked_workspace, write_base_currency
from keyaccount.kernel.errors import Fact, Invalid

BATCH = 500


class BaseCurrencyInUse(Fact):
    message = _(
        "The base currency stays %(currency)s: closed deals (%(deals)d), off-funnel orders (%(orders)d) and targets "
        "(%(targets)d) are in it."
    )


@dataclass(frozen=True, slots=True)
class RateSet:
    """filled: closed deals and orders that had no rate on their day and are converted now."""

    rate: ExchangeRate
    filled: int


@transaction.atomic
def set_rate(*, code: str, day: date, rate: Decimal, act: Act) -> RateSet:
    """Add or correct a dated rate. What closed without any is converted now; what was converted stays as it closed."""
    written = currencies.set_rate(code=code, day=day, rate=rate, act=act)
    following = ExchangeRate.objects.filter(currency=code, day__gt=day).order_by("day").first()
    until = following.day - timedelta(days=1) if following else date.max
    return RateSet(written, _fill_states(written, until) + _fill_orders(written, until))


def _fill_states(rate: ExchangeRate, until: date) -> int:
    rows = OpportunityState.objects.filter(
        currency=rate.currency_id, base_amount=None, closed_on__range=(rate.day, until)
    )
    changed = list(rows.only("pk", "amount"))
    for row in changed:
        row.base_amount = _converted(row.amount, rate.rate)
    OpportunityState.objects.bulk_update(changed, ["base_amount"], batch_size=BATCH)
    return len(changed)


def _fill_orders(rate: ExchangeRate, until: date) -> int:
    rows = OffFunnelOrder.objects.filter(
        currency=rate.currency_id, base_amount=None, ordered_on__range=(rate.day, until)
    )
    changed = list(rows.only("pk", "amount"))
    for row in changed:
        row.base_amount = _converted(row.amount, rate.rate)
    OffFunnelOrder.objects.bulk_update(changed, ["base_amount"], batch_size=BATCH)
    return len(changed)


def _converted(amount: Decimal | None, rate: Decimal) -> Decimal:
    return ((amount or Decimal(0)) * rate).quantize(CENT)


@transaction.atomic
def change_base_currency(*, code: str, act: Act) -> Workspace:
    """Only while nothing is closed in the old one. All dated rates go, since each tells a worth in the old currency."""
    access.administrator(act)
    workspace = locked_workspace()
    if code == workspace.base_currency:
        return workspace
    if not Currency.objects.filter(code=code, is_active=True).exists():
        raise Invalid(fields={"code": str(_("Choose one of the currencies in use."))})
    deals, orders, targets = what_stands_on_it()
    if deals or orders or targets:
        raise BaseCurrencyInUse(currency=workspace.base_currency, deals=deals, orders=orders, targets=targets)
    return write_base_currency(code, act)


def what_stands_on_it() -> tuple[int, int, int]:
    """How many closed deals, off-funnel orders and targets are told in the base currency."""
    closed = Opportunity.objects.exclude(status=Status.OPEN).count()
    return closed, OffFunnelOrder.objects.count(), Target.objects.count()
