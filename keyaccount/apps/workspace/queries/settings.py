"""The workspace's settings and rates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from keyaccount.apps.workspace.models import Currency, ExchangeRate, User, Workspace
from keyaccount.figures import memo

SYSTEM_USERNAME = "system"


@memo.once
def workspace() -> Workspace:
    return Workspace.objects.get(pk=1)


def system_user() -> User:
    """The reserved user for acts that no person does; sees and may do everything, cannot sign in."""
    found: User = User.objects.select_related("role", "team").get(username=SYSTEM_USERNAME)
    return found


@memo.once
def rates_at(day: date, base: str) -> Mapping[str, Decimal | None]:
    """What one unit of each currency is worth in the base currency on that day; None where no rate is dated yet."""
    dated = ExchangeRate.objects.filter(currency=OuterRef("pk"), day__lte=day).order_by("-day").values("rate")[:1]
    known = Currency.objects.order_by().annotate(rate=Subquery(dated)).values_list("code", "rate")
    return {**dict(known), base: Decimal(1)}


def rate_at(currency: str, day: date, base: str) -> Decimal | None:
    if currency == base:
        return Decimal(1)
    found = (
        ExchangeRate.objects.filter(currency_id=currency, day__lte=day).order_by("-day").values_list("rate", flat=True)
    )
    return found.first()
