"""The Pareto check over what each reader sees: won deals and off-funnel orders, per account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.pipeline.services.stages import win_opportunity

CLOSED = date(2026, 11, 2)


@pytest.fixture
def revenue(make_deal: Any, act: Any) -> None:
    """Of Acme 700 and 50 outside the funnel, of Beta 200, of wang's Gamma 50, and 30 that name no account."""
    acme, beta = (create_account(values={"name": name}, act=act("lin")) for name in ("Acme", "Beta"))
    gamma = create_account(values={"name": "Gamma"}, act=act("wang"))
    deals = [
        make_deal("One", 700, account=acme),
        make_deal("Two", 200, account=beta),
        make_deal("Three", 50, account=gamma, who="wang"),
        make_deal("Four", 30),
    ]
    for deal in deals:
        win_opportunity(opportunity_id=deal.pk, closed_on=CLOSED, act=act("admin"))
    small = {"account": acme, "description": "Test", "amount": Decimal(50), "currency": "CNY", "ordered_on": CLOSED}
    record_order(values=small, act=act("lin"))


@pytest.mark.parametrize(
    ("who", "accounts", "share", "revenue_of_all"),
    [
        ("lin", 3, Decimal("0.75"), 1000),
        ("wang", 3, Decimal("0.75"), 1000),  # a team-mate
        ("finance", 3, Decimal("0.75"), 1000),
        ("stranger", None, None, 0),
    ],
)
def test_each_reader_s_own(
    revenue: None, ask: Any, who: str, accounts: int | None, share: Decimal | None, revenue_of_all: int
) -> None:
    figure = ask("accounts.pareto", who, period="2026-Q4")
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (figure.value, inputs.get("n"), inputs["R"]) == (share, accounts, revenue_of_all)
    rows = figure.rows.fetch(10)
    assert sum(row["revenue"] for row in rows) == figure.rows.sum_of_rows == revenue_of_all
    assert not rows or rows[-1]["cumulated"] == 1


def test_says_80_20_only_where_it_is_so(revenue: None, ask: Any) -> None:
    assert [note.code for note in ask("accounts.pareto", "lin").notes] == ["does_not_hold", "without_account"]
    assert [note.code for note in ask("accounts.pareto", "lin", scope="user:wang").notes] == ["holds"]


def test_the_largest_come_first_with_their_name(revenue: None, ask: Any) -> None:
    rows = ask("accounts.pareto", "lin").rows.fetch(2)
    assert [(row["account"], row["revenue"], row["cumulated"]) for row in rows] == [
        ("Acme", 750, Decimal("0.75")),
        ("Beta", 200, Decimal("0.95")),
    ]


def test_of_another_time_there_was_none(revenue: None, ask: Any) -> None:
    figure = ask("accounts.pareto", "lin", as_of="2026-11-01")
    assert (figure.value, figure.rows.total(), tuple(figure.notes)) == (None, 0, ())


def test_what_stands_beside_it_explains_itself_too(revenue: None, ask: Any) -> None:
    """Of 1,000 the largest brings 750, the two largest 950: two make 80 %; the ten largest are all three."""
    needed, ten = (ask(key, "lin", period="2026-Q4") for key in ("accounts.for_80", "accounts.top_ten"))
    assert (needed.value, ten.value) == (2, 1)
    assert needed.rows.sum_of_rows == ten.rows.sum_of_rows == 1000
    assert ask("accounts.top_ten", "stranger", period="2026-Q4").value is None


def test_the_page_gives_each_of_its_figures_its_dot(revenue: None, page_of: Any) -> None:
    text = page_of("lin", "/accounts/spread").content.decode()
    for key in ("accounts.pareto", "accounts.for_80", "accounts.top_ten"):
        assert f"/figures/{key}" in text
