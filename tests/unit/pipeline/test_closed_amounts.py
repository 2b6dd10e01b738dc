"""What was won and what was lost, each as a figure of its own whose rows add up to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.stages import lose_opportunity, win_opportunity


@pytest.fixture
def closed_deals(act: Any) -> None:
    reason = CloseReason.objects.filter(outcome="lost").first()
    first = date(2026, 9, 1)
    made = [
        create_opportunity(
            values={"name": f"Deal {n}", "amount": amount, "currency": "CNY", "opened_on": first}, act=act()
        )
        for n, amount in enumerate((Decimal(100), Decimal(40), Decimal(7)))
    ]
    win_opportunity(opportunity_id=made[0].pk, closed_on=date(2026, 11, 2), act=act())
    win_opportunity(opportunity_id=made[1].pk, closed_on=date(2026, 9, 2), act=act())
    lose_opportunity(opportunity_id=made[2].pk, closed_on=date(2026, 11, 3), reason=reason, act=act())


@pytest.mark.parametrize(
    ("key", "period", "amount", "status"),
    [
        ("pipeline.won", "", 140, "won"),
        ("pipeline.won", "2026-Q4", 100, "won"),
        ("pipeline.lost", "2026-Q4", 7, "lost"),
        ("pipeline.lost", "2026-Q3", 0, "lost"),
    ],
)
def test_adds_up_the_rows_it_links_to(
    closed_deals: None, ask: Any, key: str, period: str, amount: int, status: str
) -> None:
    figure = ask(key, "lin", period=period)
    assert figure.value == amount
    assert sum(row["amount"] for row in figure.rows.fetch(10)) == figure.rows.sum_of_rows == amount
    assert figure.rows.list_query["status"] == status


def test_closed_revenue_names_it_as_its_input(closed_deals: None, ask: Any) -> None:
    inputs = {item.symbol: item for item in ask("sales.closed", "lin", period="2026-Q4").inputs}
    assert inputs["F"].value == 100
    assert inputs["F"].figure.key == "pipeline.won"
