"""DOMAIN.md §3 and §4 through services and figures: 18 / 1,424 / 364.8; coverage 51.48 %, progress 11.48 %."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.services import opportunities, orders, stages, targets

EXPECTED = date(2026, 12, 15)
DEALS = {  # stage position → amounts in 10,000
    0: (90, 72, 60, 48, 30),
    1: (96, 64, 50, 30),
    2: (86, 58, 32),
    3: (320, 144),
    4: (98, 48),
    5: (60, 38),
}


@pytest.fixture
def six_steps(db: None) -> list[Stage]:
    return list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))


@pytest.fixture
def eighteen_deals(six_steps: list[Stage], act: Any) -> None:
    for position, amounts in DEALS.items():
        for amount in amounts:
            values = {"name": f"Deal {position}/{amount}", "amount": Decimal(amount), "expected_close": EXPECTED}
            opportunities.create_opportunity(values=values, stage=six_steps[position], act=act())


@pytest.mark.usefixtures("eighteen_deals")
class TestFunnelTable:
    def test_totals(self, ask: Any) -> None:
        assert ask("pipeline.count").value == 18
        assert ask("pipeline.amount").value == Decimal(1424)
        assert ask("pipeline.weighted").value == Decimal("364.8")

    def test_rows(self, ask: Any) -> None:
        table = ask("pipeline.funnel").value
        assert [row["count"] for row in table] == [5, 4, 3, 2, 2, 2]
        assert [row["amount"] for row in table] == [300, 240, 176, 464, 146, 98]
        assert [row["weighted"] for row in table] == [
            Decimal(text) for text in ("15", "24", "35.2", "139.2", "73", "78.4")
        ]

    def test_team_mate_sees_them_and_stranger_does_not(self, ask: Any) -> None:
        assert ask("pipeline.count", "wang").value == 18
        stranger = ask("pipeline.count", "stranger")
        assert stranger.value == 0
        assert stranger.rows.outside() == 18


def test_coverage_and_progress(six_steps: list[Stage], act: Any, ask: Any, now: Any) -> None:
    """T = 1,000; a week ago W = 300, C = 100; now W = 364.8, C = 150."""
    long_ago, week_ago = now - timedelta(days=20), now - timedelta(days=6)
    targets.set_target(owner=None, year=2026, quarter=4, amount=Decimal(1000), act=act("admin", long_ago))
    deal = opportunities.create_opportunity(
        values={"name": "Stays", "amount": Decimal(600), "expected_close": EXPECTED, "opened_on": date(2026, 10, 1)},
        stage=six_steps[4],
        act=act("lin", long_ago),
    )
    orders.record_order(
        values={"description": "Small", "amount": Decimal(100), "ordered_on": date(2026, 11, 1)},
        act=act("lin", long_ago),
    )
    assert ask("pipeline.weighted", period="2026-Q4", as_of="2026-11-12").value == Decimal(300)
    opportunities.update_opportunity(
        opportunity_id=deal.pk, values={"amount": Decimal("729.60")}, act=act("lin", week_ago)
    )
    orders.record_order(
        values={"description": "More", "amount": Decimal(50), "ordered_on": date(2026, 11, 18)},
        act=act("lin", week_ago),
    )
    assert ask("pipeline.coverage").value == Decimal("0.5148")
    assert ask("pipeline.progress").value == Decimal("0.1148")
    assert (ask("sales.target").formula.symbols, ask("sales.target").formula.worked) == ("T", "1,000")


def test_a_deal_closing_from_the_80_percent_stage_adds_20_percent(
    six_steps: list[Stage], act: Any, ask: Any, now: Any
) -> None:
    long_ago = now - timedelta(days=20)
    targets.set_target(owner=None, year=2026, quarter=4, amount=Decimal(1000), act=act("admin", long_ago))
    deal = opportunities.create_opportunity(
        values={"name": "Nearly", "amount": Decimal(500), "expected_close": EXPECTED},
        stage=six_steps[5],
        act=act("lin", long_ago),
    )
    stages.win_opportunity(opportunity_id=deal.pk, act=act("lin"))
    assert ask("pipeline.progress").value == Decimal("0.1")
    flow = {row["bar"]: row["amount"] for row in ask("pipeline.flow").value}
    assert flow == {"opening": Decimal(400), "won": Decimal(-400), "closing": Decimal(0)}
