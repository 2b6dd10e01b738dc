"""What accounts are thought to buy, as of any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.models.estimates import EstimateQuerySet


def latest_of(accounts: QuerySet[Account] | Iterable[int], as_of: date) -> EstimateQuerySet:
    """One entry for each of these accounts (a query of accounts, or their ids) that had any by the end of that day."""
    within: Any = accounts.order_by().values("pk") if isinstance(accounts, QuerySet) else list(accounts)
    return AccountEstimate.objects.filter(account__in=within).latest(as_of)


def history_of(account: Account) -> EstimateQuerySet:
    """Every entry of the account, newest first."""
    return AccountEstimate.objects.filter(account=account).select_related("author").order_by("-on", "-pk")
