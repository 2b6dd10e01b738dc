"""Markets: shares of everyone, what they say, what a wanted share asks for; who may write them down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.portfolio.models import Market, MarketShare
from keyaccount.apps.portfolio.services.markets import Held, create_market, update_market
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Invalid, NotAllowed

PLAN = {
    "size": Decimal(100_000_000),
    "growth": Decimal("0.3"),
    "wanted_share": Decimal("0.3"),
    "key_part": Decimal("0.6"),
    "key_revenue_share": Decimal("0.52"),
}
BEIJING = [
    Held("Zhaopin", Decimal("0.30"), Decimal("0.30"), is_us=True),
    Held("ChinaHR", Decimal("0.39"), Decimal("0.43")),
    Held("51JOB", Decimal("0.30"), Decimal("0.27")),
]


@pytest.fixture
def beijing(act: Any) -> Market:
    return create_market(values={"name": "Beijing", "year": 2025, **PLAN}, shares=BEIJING, act=act("zhao"))


def test_our_share_with_everyone_s_and_what_is_left(beijing: Market, ask: Any) -> None:
    figure = ask("market.share", "lin")
    assert figure.value == Decimal("0.3")
    told = {row["supplier"]: (row["share"], row["key_share"]) for row in figure.rows.fetch(9)}
    assert told["Others"] == (Decimal("0.01"), 0)
    assert figure.rows.sum_of_rows == 1
    assert [note.code for note in figure.notes] == ["opening"]


def test_what_key_accounts_must_bring(beijing: Market, ask: Any) -> None:
    figure = ask("market.plan", "lin")
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (figure.value, inputs["W"], inputs["T"]) == (23_400_000, 39_000_000, None)
    assert sum(row["amount"] for row in figure.rows.fetch(9)) == figure.rows.sum_of_rows == inputs["W"]


def test_a_past_day_knows_the_market_of_its_year(beijing: Market, act: Any, ask: Any) -> None:
    ours = Held("Zhaopin", Decimal("0.5"), None, is_us=True)
    create_market(values={"name": "Beijing", "year": 2026}, shares=[ours], act=act("zhao"))
    told = [ask("market.share", as_of=day).value for day in ("2024-12-31", "2025-12-31", "2026-11-19")]
    assert told == [None, Decimal("0.3"), Decimal("0.5")]
    assert ask("market.plan").value is None  # the newer one has no size yet


@pytest.mark.parametrize(
    ("shares", "word"),
    [
        ([*BEIJING, Held("Late", Decimal("0.02"), None)], "100%"),
        ([*BEIJING, Held("zhaopin", None, None)], "once"),
    ],
)
def test_shares_that_cannot_be_are_refused_whole(act: Any, shares: list[Held], word: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_market(values={"name": "Beijing", "year": 2025}, shares=shares, act=act("zhao"))
    assert word in refused.value.fields["shares"]
    assert not Market.objects.exists()


def test_is_written_by_who_sets_targets(beijing: Market, act: Any) -> None:
    with pytest.raises(NotAllowed):
        create_market(values={"name": "Shanghai", "year": 2025}, shares=[], act=act("lin"))
    with pytest.raises(NotAllowed):
        update_market(market_id=beijing.pk, values={"name": "Shanghai"}, shares=[], act=act("lin"))


def test_changed_shares_are_audited(beijing: Market, act: Any) -> None:
    update_market(market_id=beijing.pk, values={}, shares=BEIJING[:2], act=act("zhao"))
    assert MarketShare.objects.count() == 2
    assert AuditEntry.objects.filter(entity="portfolio.market", changes__has_key="shares").count() == 2


def test_the_form_reads_percent_and_keeps_what_was_typed(people: Any, send: Any, page_of: Any) -> None:
    values = {"name": "Beijing", "year": "2025", "growth": "30", "shares": "Zhaopin, 30%, 30\nChinaHR，39"}
    assert send("zhao", "/accounts/markets/new", values).status_code == 302
    assert Market.objects.get().growth == Decimal("0.3")
    assert list(MarketShare.objects.values_list("supplier", "share", "is_us")) == [
        ("Zhaopin", Decimal("0.3"), True),
        ("ChinaHR", Decimal("0.39"), False),
    ]
    wrong = send("zhao", "/accounts/markets/new", {**values, "year": "2026", "shares": "Zhaopin, lots"})
    assert wrong.status_code == 422
    assert "Zhaopin, lots" in wrong.content.decode()
    text = page_of("lin", "/accounts/markets").content.decode()
    assert "ChinaHR" in text
    assert "New market" not in text
