"""Pipeline flow: one cause for every pair of states, exact effects, bars that sum."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.flow import STEPS, Cause, Change, DealAt, FlowBars, cause, decompose, flow

ZERO = Decimal(0)
ONE = Decimal(1)
STATUSES = ("open", "won", "lost", "archived")
MONEY = st.decimals(0, 10**10, places=2)
EXCHANGE_RATES = st.decimals("0.0001", 1000, places=8)
WIN_RATES = st.decimals(0, 1, places=4)


def deal(
    amount: Decimal | str = "100",
    win_rate: Decimal | str = "0.3",
    rate: Decimal | str = ONE,
    currency: str = "EUR",
    status: str = "open",
    *,
    in_scope: bool = True,
    in_period: bool = True,
) -> DealAt:
    return DealAt(
        open=status == "open",
        won=status == "won",
        lost=status == "lost",
        counted=status == "open" and in_scope and in_period,
        amount=Decimal(amount),
        rate=Decimal(rate),
        currency=currency,
        win_rate=Decimal(win_rate),
        in_scope=in_scope,
        in_period=in_period,
    )


DEALS = st.none() | st.builds(
    deal,
    amount=MONEY,
    win_rate=WIN_RATES,
    rate=EXCHANGE_RATES,
    currency=st.sampled_from(("EUR", "USD")),
    status=st.sampled_from((*STATUSES, "open", "open")),
    in_scope=st.sampled_from((True, True, False)),
    in_period=st.sampled_from((True, True, False)),
)
CHANGES = st.builds(Change, DEALS, DEALS)
STAYED = st.builds(
    lambda a0, a1, r0, r1, x0, x1: Change(deal(a0, r0, x0, "USD"), deal(a1, r1, x1, "USD")),
    *(MONEY, MONEY, WIN_RATES, WIN_RATES, EXCHANGE_RATES, EXCHANGE_RATES),
)


def weight(one: DealAt | None) -> Fraction:
    """The judge: weights in fractions, which know no rounding."""
    if one is None or not one.counted:
        return Fraction(0)
    return Fraction(one.amount) * Fraction(one.rate) * Fraction(one.win_rate)


def total(amounts: Iterable[Decimal]) -> Fraction:
    return sum((Fraction(amount) for amount in amounts), Fraction(0))


def steps_of(bars: FlowBars) -> dict[str, Decimal]:
    return {bar: amount for bar, amount in bars.items() if bar in STEPS}


COUNTED = deal()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (None, Cause.NEW),
        (deal(in_scope=False), Cause.JOINED),
        (deal(in_scope=False, in_period=False), Cause.JOINED),
        (deal(status="won", in_scope=False), Cause.JOINED),
        (deal(status="won"), Cause.REOPENED),
        (deal(status="lost", in_period=False), Cause.REOPENED),
        (deal(status="archived"), Cause.REOPENED),
        (deal(in_period=False), Cause.PULLED_IN),
    ],
)
def test_what_comes_in_brings_its_weight(before: DealAt | None, expected: Cause) -> None:
    change = Change(before, COUNTED)
    assert cause(change) is expected
    assert decompose(change) == {expected.value: Decimal(30)}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (None, Cause.ARCHIVED),
        (deal(in_scope=False), Cause.LEFT),
        (deal(in_scope=False, in_period=False), Cause.LEFT),
        (deal(status="won", in_scope=False), Cause.LEFT),
        (deal(status="archived", in_scope=False), Cause.LEFT),
        (deal(status="won"), Cause.WON),
        (deal(status="won", amount="1", in_period=False), Cause.WON),
        (deal(status="lost"), Cause.LOST),
        (deal(status="archived"), Cause.ARCHIVED),
        (deal(in_period=False), Cause.PUSHED_OUT),
    ],
)
def test_what_goes_out_takes_its_old_weight(after: DealAt | None, expected: Cause) -> None:
    change = Change(COUNTED, after)
    assert cause(change) is expected
    assert decompose(change) == {expected.value: Decimal(-30)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (None, deal(status="won")),
        (None, deal(status="lost")),
        (None, deal(in_scope=False)),
        (None, deal(in_period=False)),
        (deal(status="won"), deal(status="won")),
        (deal(in_period=False), deal(status="won")),
        (deal(in_scope=False), deal(in_period=False)),
        (deal(status="archived"), None),
    ],
)
def test_what_never_counted_adds_nothing(before: DealAt | None, after: DealAt | None) -> None:
    change = Change(before, after)
    assert cause(change) is Cause.NONE
    assert decompose(change) == {}


def test_stage_amount_and_exchange_are_told_apart() -> None:
    change = Change(deal("100", "0.3", "0.8", "USD"), deal("150", "0.5", "0.9", "USD"))
    assert cause(change) is Cause.STAYED
    assert decompose(change) == {
        "stage_up": Decimal(16),  # 100 at 0.8, from 30 % to 50 %
        "amount_up": Decimal(20),  # 50 more at 0.8 and 50 %
        "exchange": Decimal("7.5"),  # 150 at 0.1 more and 50 %
    }


def test_steps_down_are_negative() -> None:
    change = Change(deal("150", "0.5", "0.9", "USD"), deal("100", "0.3", "0.8", "USD"))
    assert decompose(change) == {
        "stage_down": Decimal("-27.0"),
        "amount_down": Decimal("-13.5"),
        "exchange": Decimal("-3.0"),
    }


def test_small_steps_go_the_same_way_as_large_ones() -> None:
    up, down = deal("1.01", "0.31"), deal("1", "0.3")
    assert decompose(Change(down, up)) == {"stage_up": Decimal("0.01"), "amount_up": Decimal("0.0031")}
    assert decompose(Change(up, down)) == {"stage_down": Decimal("-0.0101"), "amount_down": Decimal("-0.003")}


def test_a_new_currency_is_a_new_amount_and_no_exchange() -> None:
    change = Change(deal("100", "0.3", "1", "EUR"), deal("120", "0.5", "0.9", "USD"))
    assert decompose(change) == {"stage_up": Decimal(20), "amount_up": Decimal(4)}


def test_a_deal_that_did_not_move_names_no_bar() -> None:
    assert decompose(Change(COUNTED, COUNTED)) == {}
    later = replace(COUNTED, amount=Decimal("100.00"))
    assert decompose(Change(COUNTED, later)) == {}


def test_a_deal_that_came_or_went_is_listed_even_if_it_weighed_nothing() -> None:
    assert decompose(Change(None, deal("0"))) == {"new": ZERO}
    assert decompose(Change(deal("0"), deal("0", status="lost"))) == {"lost": ZERO}


def test_flow_of_a_small_pipeline() -> None:
    changes = [
        Change(None, deal("200", "0.1")),
        Change(deal("100", "0.8"), deal("100", "0.8", status="won")),
        Change(deal("100", "0.3"), deal("100", "0.5")),
        Change(deal("100", "0.3"), deal("80", "0.3")),
        Change(deal("100", "0.3"), deal("100", "0.3", in_period=False)),
        Change(None, deal("999", "0.5", status="won")),
    ]
    bars = flow(changes, unchanged_opening=Decimal(50), unchanged_exchange=Decimal(-2))
    expected = dict.fromkeys(STEPS, ZERO) | {
        "new": Decimal(20),
        "won": Decimal(-80),
        "stage_up": Decimal(20),
        "amount_down": Decimal(-6),
        "pushed_out": Decimal(-30),
        "exchange": Decimal(-2),
    }
    assert steps_of(bars) == expected
    assert (bars.opening, bars.closing) == (Decimal(220), Decimal(142))


def test_bars_have_a_stable_order() -> None:
    keys = [bar for bar, _ in flow([]).items()]
    assert keys == ["opening", *STEPS, "closing"]
    assert set(STEPS) >= {why.value for why in Cause} - {"none", "stayed"}


def test_a_deal_has_one_status_and_counts_only_when_it_may() -> None:
    with pytest.raises(ValueError, match="one of them at a time"):
        replace(deal(status="won"), lost=True)
    for wrong in (replace_counted(deal(), counted=False), replace_counted(deal(in_period=False), counted=True)):
        with pytest.raises(ValueError, match="counts exactly when"):
            DealAt(**wrong)


def replace_counted(one: DealAt, *, counted: bool) -> dict[str, Any]:
    return {name: getattr(one, name) for name in DealAt.__slots__} | {"counted": counted}


def test_every_pair_of_states_has_a_cause_that_fits_it() -> None:
    states: list[DealAt | None] = [None]
    for status, in_scope, in_period in product(STATUSES, (True, False), (True, False)):
        states.append(deal(status=status, in_scope=in_scope, in_period=in_period))
    came = {Cause.NEW, Cause.JOINED, Cause.REOPENED, Cause.PULLED_IN}
    went = {Cause.LEFT, Cause.WON, Cause.LOST, Cause.ARCHIVED, Cause.PUSHED_OUT}
    fitting = {(False, True): came, (True, False): went, (True, True): {Cause.STAYED}, (False, False): {Cause.NONE}}
    seen = set()
    for before, after in product(states, states):
        counts = (before is not None and before.counted, after is not None and after.counted)
        seen.add(cause(Change(before, after)))
        assert cause(Change(before, after)) in fitting[counts]
    assert seen == set(Cause)


@given(CHANGES)
def test_the_parts_of_a_change_sum_to_it_exactly(change: Change) -> None:
    parts = decompose(change)
    assert set(parts) <= set(STEPS)
    assert total(parts.values()) == weight(change.after) - weight(change.before)


@given(STAYED)
def test_effects_go_one_factor_after_the_other(change: Change) -> None:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    a0, x0, r0 = (Fraction(value) for value in (before.amount, before.rate, before.win_rate))
    a1, x1, r1 = (Fraction(value) for value in (after.amount, after.rate, after.win_rate))
    parts = {bar: Fraction(amount) for bar, amount in decompose(change).items()}
    assert parts.get("stage_up", 0) + parts.get("stage_down", 0) == a0 * x0 * (r1 - r0)
    assert parts.get("amount_up", 0) + parts.get("amount_down", 0) == (a1 - a0) * x0 * r1
    assert parts.get("exchange", 0) == a1 * (x1 - x0) * r1


@given(CHANGES)
def test_bars_that_rise_never_fall_and_the_reverse(change: Change) -> None:
    for bar, amount in decompose(change).items():
        if bar in {"new", "reopened", "pulled_in", "joined", "stage_up", "amount_up"}:
            assert amount >= 0
        elif bar != "exchange":
            assert amount <= 0


@given(st.lists(CHANGES, max_size=20), MONEY, st.decimals(-(10**6), 10**6, places=8))
def test_opening_and_steps_are_the_closing_exactly(changes: list[Change], rest: Decimal, moved: Decimal) -> None:
    bars = flow(iter(changes), rest, moved)
    assert Fraction(bars.opening) == Fraction(rest) + sum(weight(change.before) for change in changes)
    assert Fraction(bars.closing) == Fraction(rest) + Fraction(moved) + sum(weight(change.after) for change in changes)
    assert Fraction(bars.opening) + total(steps_of(bars).values()) == Fraction(bars.closing)


@given(st.lists(CHANGES, max_size=10), st.lists(CHANGES, max_size=10), MONEY, MONEY)
def test_flow_of_two_groups_is_the_sum_of_their_flows(
    some: list[Change], others: list[Change], some_rest: Decimal, other_rest: Decimal
) -> None:
    parts = (flow(some, some_rest, ZERO), flow(others, other_rest, ZERO))
    both = flow(some + others, some_rest + other_rest, ZERO)
    for bar, amount in both.items():
        assert Fraction(amount) == total(getattr(part, bar) for part in parts)


@st.composite
def deals_that_moved_alike(draw: st.DrawFn) -> list[Change]:
    """The same but for their amounts, which all rose, all fell or all stayed, none or all of them from 0 or to 0."""
    pattern = draw(CHANGES.filter(lambda each: each.before is None or each.after is None or _one_currency(each)))
    up = draw(st.sampled_from((1, 0, -1)))
    lower = draw(st.just([ZERO] * 3) | st.lists(MONEY.filter(bool), min_size=1, max_size=6))
    steps = [draw(st.decimals("0.01", 10**9, places=2)) if up else ZERO for _ in lower]
    pairs = [(low, low + step) if up >= 0 else (low + step, low) for low, step in zip(lower, steps, strict=True)]
    return [Change(_worth(pattern.before, before), _worth(pattern.after, after)) for before, after in pairs]


def _one_currency(change: Change) -> bool:
    assert change.before is not None
    assert change.after is not None
    return change.before.currency == change.after.currency


def _worth(one: DealAt | None, amount: Decimal) -> DealAt | None:
    return None if one is None else replace(one, amount=amount)


@given(deals_that_moved_alike())
def test_deals_that_moved_alike_count_as_one_with_their_summed_amounts(changes: list[Change]) -> None:
    """What the database relies on when it groups: each bar gets the same, and each deal names the same bars."""
    one = Change(
        *(
            _worth(getattr(changes[0], side), sum((getattr(each, side).amount for each in changes), ZERO))
            if getattr(changes[0], side)
            else None
            for side in ("before", "after")
        )
    )
    assert flow([one]) == flow(changes)
    assert all(set(decompose(each)) == set(decompose(one)) for each in changes)
