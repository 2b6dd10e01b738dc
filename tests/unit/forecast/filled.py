"""A workspace with enough behind it for every method: two years of deals, drawn by chance from a seed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import CloseReason, Stage
from keyaccount.apps.pipeline.services.loading.opportunities import Past, load_opportunities
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.loading import Load, Row
from tests.conftest import NOW, TODAY

BANKING, RETAIL = "Banking", "Retail"


def fill(people: list[Any], act: Act, *, closed: int = 160, going: int = 30) -> None:
    """Deals of these people; banks buy much more often than shops do."""
    chance = Random(7)
    companies = [
        create_account(values={"name": f"Account {n}", "industry": (BANKING, RETAIL)[n % 2]}, act=act) for n in range(8)
    ]
    stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))[:4]
    drawn = [_values(chance, people, companies, stages) for _n in range(closed + going)]
    rows = [_ended(chance, *each) for each in drawn[:closed]] + [_open(chance, each[0]) for each in drawn[closed:]]
    with transaction.atomic():
        refused = [found.reason for found in load_opportunities(rows, Load(act)) if found.reason]
    assert not refused


def _values(chance: Random, people: list[Any], companies: list[Any], stages: list[Stage]) -> tuple[Any, Any]:
    account = chance.choice(companies)
    return {
        "name": f"Deal {chance.random()}",
        "account_id": account.pk,
        "owner_id": chance.choice(people).pk,
        "stage_id": chance.choice(stages).pk,
        "amount": Decimal(chance.randint(10, 90)) * 1000,
        "currency": "CNY",
        "source": chance.choice(("fair", "web")),
    }, account


def _ended(chance: Random, values: Any, account: Any) -> Row:
    begun = TODAY - timedelta(days=chance.randint(90, 730))
    closed = begun + timedelta(days=chance.randint(15, 85))
    won = chance.random() < (0.7 if account.industry == BANKING else 0.2)
    reason = CloseReason.objects.filter(outcome="won" if won else "lost")[0]
    days = {"opened_on": begun, "closed_on": closed, "expected_close": closed, "stage_since": closed}
    ending = {"status": "won" if won else "lost", "close_reason_id": reason.pk}
    return Row(values={**values, **days, **ending}, more=Past(since=NOW))


def _open(chance: Random, values: Any) -> Row:
    begun = TODAY - timedelta(days=chance.randint(1, 60))
    expected = TODAY + timedelta(days=chance.randint(1, 80))
    return Row(values={**values, "opened_on": begun, "expected_close": expected, "stage_since": begun}, more=Past(NOW))
