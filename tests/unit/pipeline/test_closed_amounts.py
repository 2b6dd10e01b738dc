"""What was won and what was lost, each as a figure of its own whose rows add up to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.tables import numbers
from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.stages import lose_opportunity, win_opportunity
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.figures import Question
from tests.conftest import TODAY


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


@pytest.fixture
def abroad(act: Any) -> Any:
    """A company of which everything is in a currency without a rate: a deal won, one open."""
    account = create_account(values={"name": "Abroad"}, act=act())
    values = {"account": account, "amount": Decimal(5), "currency": "XTS", "opened_on": date(2026, 9, 1)}
    won = create_opportunity(values={**values, "name": "Won"}, act=act())
    win_opportunity(opportunity_id=won.pk, closed_on=date(2026, 11, 2), act=act())
    return create_opportunity(values={**values, "name": "Open", "expected_close": date(2026, 12, 1)}, act=act())


@pytest.mark.parametrize("key", ["pipeline.won", "sales.closed", "pipeline.amount", "pipeline.weighted"])
def test_nothing_converted_is_not_zero(abroad: Any, closed_deals: None, ask: Any, key: str) -> None:
    here = ask(key, "lin", scope="account:Abroad")
    assert here.value is None
    assert here.rows.sum_of_rows is None
    assert [(note.code, note.count) for note in here.notes] == [("unconvertible", 1)]
    assert ask("pipeline.won", "lin").value == 140  # what is known beside it


@pytest.mark.parametrize("key", ["pipeline.coverage", "sales.gap", "pipeline.progress"])
def test_nor_is_a_forecast_of_it(abroad: Any, ask: Any, act: Any, key: str) -> None:
    set_target(owner=None, year=2026, quarter=4, amount=Decimal(1000), act=act("admin"))
    figure = ask(key, "lin", period="2026-Q4")
    assert figure.value is None
    assert "unconvertible" in [note.code for note in figure.notes]


def test_a_forecast_holds_what_is_known(abroad: Any, closed_deals: None, ask: Any, act: Any) -> None:
    set_target(owner=None, year=2026, quarter=4, amount=Decimal(1000), act=act("admin"))
    assert ask("pipeline.coverage", "lin", period="2026-Q4").value == Decimal("0.1")


def test_the_list_of_accounts_says_the_same(abroad: Any, people: Any) -> None:
    number = {column.key: column for column in numbers.columns()}
    question = Question(people.lin, TODAY, TODAY)
    assert number["open_amount"].values(question, [abroad.account_id]) == {abroad.account_id: None}
    assert number["closed"].values(question, [abroad.account_id]) == {abroad.account_id: None}
