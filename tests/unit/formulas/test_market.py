"""Markets: the plan to the cent, the field's sentences at each of their bounds, what is left to others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.market import USUAL, Brought, MarketPlan, brought, guidance, market_plan, others

SHARES = st.integers(0, 10_000).map(lambda basis: Decimal(basis).scaleb(-4))
MONEY = st.integers(0, 10**14).map(lambda cents: Decimal(cents).scaleb(-2))


def test_a_hundred_million_growing_by_thirty_percent() -> None:
    """130 million next year; 30 % of it is ours to win, three fifths of that from key accounts."""
    found = market_plan(Decimal(100_000_000), Decimal("0.3"), Decimal("0.3"), Decimal("0.6"))
    assert found == MarketPlan(Decimal(130_000_000), Decimal(39_000_000), Decimal(23_400_000), Decimal(15_600_000))


def test_of_a_market_that_is_not_known_there_is_no_plan() -> None:
    known = [Decimal(100), Decimal("0.3"), Decimal("0.3"), Decimal("0.6")]
    for place in range(4):
        assert market_plan(*[None if place == at else value for at, value in enumerate(known)]) is None


def test_beijing_online_recruitment_is_shared_but_for_one_percent() -> None:
    assert others([Decimal("0.30"), Decimal("0.39"), Decimal("0.30")]) == Decimal("0.01")
    assert others([Decimal("0.27"), Decimal("0.43"), Decimal("0.30")]) == 0
    assert others([Decimal("0.6"), Decimal("0.4001")]) is None


def test_key_accounts_bring_six_tenths() -> None:
    found = brought([(Decimal(480_000), True), (Decimal(320_000), False), (Decimal(0), True)])
    assert found == Brought(Decimal(480_000), Decimal(320_000))
    assert (found.whole, found.key_share) == (800_000, Decimal("0.6"))
    assert brought([]).key_share is None


@pytest.mark.parametrize(("all_customers", "key_accounts"), [("0.30", "0.27"), ("0.39", "0.43"), ("0.30", "0.30")])
def test_beijing_has_an_opening_for_each_of_the_three(all_customers: str, key_accounts: str) -> None:
    """51JOB, ChinaHR, Zhaopin: each holds 30 to 40 % of the whole market, so what key accounts bring decides."""
    opening, of_the_keys = Decimal(all_customers), Decimal(key_accounts)
    assert [guidance(opening, Decimal(told), USUAL) for told in ("0.40", "0.50")] == [None, None]
    found = guidance(opening, Decimal("0.5001"), USUAL)
    assert found is not None
    assert found.code == "opening"
    assert (of_the_keys > opening) == (all_customers == "0.39")  # ChinaHR alone is stronger among key accounts


@pytest.mark.parametrize(
    ("market_share", "key_share", "code"),
    [
        ("0.2999", "0.6", None),
        ("0.30", "0.6", "opening"),
        ("0.40", "0.6", "opening"),
        ("0.4001", "0.6", None),
        ("0.35", "0.50", None),  # not well above 40 %
        ("0.35", "0.5001", "opening"),
        ("0.4999", "0.41", None),
        ("0.50", "0.41", "healthy"),
        ("0.50", "0.40", None),
        ("0.50", "0.4001", "healthy"),
        ("0.5999", "0.42", "healthy"),
        ("0.60", "0.42", "right"),
        ("0.60", "0.35", None),
        ("0.60", "0.3501", "right"),
        ("0.60", "0.45", "right"),
        ("0.60", "0.4501", "healthy"),
    ],
)
def test_each_sentence_at_its_bounds(market_share: str, key_share: str, code: str | None) -> None:
    found = guidance(Decimal(market_share), Decimal(key_share), USUAL)
    assert (found.code if found else None) == code


def test_nothing_is_said_of_what_is_unknown() -> None:
    assert guidance(None, Decimal("0.4"), USUAL) is guidance(Decimal("0.6"), None, USUAL) is None


@given(MONEY, st.integers(-9_999, 50_000).map(lambda basis: Decimal(basis).scaleb(-4)), SHARES, SHARES)
def test_key_accounts_and_the_rest_make_what_is_ours(
    size: Decimal, growth: Decimal, wanted: Decimal, key_part: Decimal
) -> None:
    found = market_plan(size, growth, wanted, key_part)
    assert found is not None
    assert found.key + found.rest == found.ours <= found.size
    assert min(found.size, found.ours, found.key, found.rest) >= 0


@given(st.lists(st.tuples(MONEY, st.booleans()), max_size=12))
def test_what_key_accounts_bring_is_a_part_of_the_whole(amounts: list[tuple[Decimal, bool]]) -> None:
    found = brought(amounts)
    assert found.key + found.rest == sum(amount for amount, _is_key in amounts)
    assert found.key_share is None if found.whole == 0 else 0 <= (found.key_share or 0) <= 1


@given(SHARES, SHARES)
def test_what_is_said_fits_and_nothing_before_it_does(market_share: Decimal, key_share: Decimal) -> None:
    found = guidance(market_share, key_share, USUAL)
    before = USUAL[: USUAL.index(found)] if found else USUAL
    assert found is None or found.fits(market_share, key_share)
    assert not any(rule.fits(market_share, key_share) for rule in before)


@given(st.lists(SHARES, max_size=6))
def test_shares_and_what_is_left_make_the_whole(shares: list[Decimal]) -> None:
    left = others(shares)
    assert sum(shares) > 1 if left is None else sum(shares) + left == 1
