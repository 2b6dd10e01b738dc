"""Forecast categories alone and added up, and what people say against them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.rollup import SAID, Alone, Rollup, Said, cumulative, judged, together, usual_category

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
alone = st.builds(Alone, amounts, amounts, amounts, amounts)
said = st.builds(Said, *(st.none() | amounts for _ in SAID))


def test_worked_example() -> None:
    found = cumulative(Alone(closed=Decimal(62), commit=Decimal(198), best_case=Decimal(40), pipeline=Decimal(500)))
    assert found == Rollup(Decimal(62), Decimal(260), Decimal(300), Decimal(800))


def test_manager_speaks_last() -> None:
    computed = Rollup(Decimal(28), Decimal(52), Decimal(80), Decimal(120))
    assert judged(computed, Said(commit=Decimal(50)), Said(commit=Decimal(46))).commit == 46
    assert judged(computed, Said(commit=Decimal(50))).commit == 50
    assert judged(computed) == computed


def test_a_promise_lifts_what_holds_it() -> None:
    computed = Rollup(Decimal(0), Decimal(52), Decimal(80), Decimal(90))
    assert judged(computed, Said(commit=Decimal(100))) == Rollup(Decimal(0), Decimal(100), Decimal(100), Decimal(100))


@pytest.mark.parametrize(
    ("rate", "category"),
    [("0.8", "commit"), ("0.5", "commit"), ("0.4999", "best_case"), ("0.3", "best_case"), ("0.2999", "pipeline")],
)
def test_usual_category_at_its_thresholds(rate: str, category: str) -> None:
    assert usual_category(Decimal(rate)) == category


@given(alone)
def test_cumulative_is_never_below_a_category_alone(parts: Alone) -> None:
    found = cumulative(parts)
    assert found.closed <= found.commit <= found.best_case <= found.pipeline
    assert all(found.of(category) >= getattr(parts, category) for category in SAID)


@given(st.lists(alone, max_size=6))
def test_persons_sum_to_the_team(people: list[Alone]) -> None:
    assert together(cumulative(person) for person in people) == cumulative(sum(people, Alone()))


@given(alone, said, said)
def test_order_holds_whatever_is_said(parts: Alone, own: Said, manager: Said) -> None:
    found = judged(cumulative(parts), own, manager)
    assert found.commit <= found.best_case <= found.pipeline
    assert found.closed == parts.closed
    for category in SAID:
        spoken = manager.of(category) if manager.of(category) is not None else own.of(category)
        assert spoken is None or found.of(category) >= spoken
