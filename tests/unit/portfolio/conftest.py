"""Accounts with revenue and estimates, for the tests of where they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.services.estimates import add_estimate
from tests.conftest import TODAY


@pytest.fixture
def firm(act: Any, make_deal: Any, estimate: Any) -> Any:
    """firm("Acme", revenue=700_000, buys=1_000_000): an account of lin's with what it brought and what it buys."""

    def make(
        name: str,
        revenue: int = 0,
        buys: int | None = None,
        *,
        who: str = "lin",
        closed: date = date(2026, 11, 2),
        **values: Any,
    ) -> Account:
        account = create_account(values={"name": name, **values}, act=act(who))
        if revenue:
            deal = make_deal(f"{name} deal", revenue, account=account, who=who)
            win_opportunity(opportunity_id=deal.pk, closed_on=closed, act=act("admin"))
        if buys is not None:
            estimate(account, buys, who=who)
        return account

    return make


@pytest.fixture
def estimate(act: Any) -> Any:
    """estimate(account, 1_000_000, on=…): what it is thought to buy a year."""

    def add(account: Account, amount: int, on: date = TODAY, who: str = "lin", **values: Any) -> AccountEstimate:
        given = {"amount": Decimal(amount), "on": on, "source": "Their annual report", **values}
        return add_estimate(account_id=account.pk, values=given, act=act(who))

    return add
