"""Which rows are learnt from where there are too many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.forecasting.learned import FEW, MANY, SOME, Growth, growth_of
from keyaccount.formulas.forecasting.table import some_deals

DEALS = st.lists(st.integers(1, 10**7), min_size=1, max_size=50)


def test_about_as_many_rows_as_asked_for() -> None:
    deals = np.repeat(np.arange(1, 40_001), 3)
    assert some_deals(deals, 18_000).sum() == pytest.approx(18_000, rel=0.03)


@given(DEALS, st.integers(1, 60), st.integers(0, 60))
def test_every_row_of_a_deal_or_none_and_more_when_more_are_allowed(deals: list[int], most: int, more: int) -> None:
    rows = np.array(deals * 2)
    chosen = some_deals(rows, most)
    assert (chosen[: len(deals)] == chosen[len(deals) :]).all()
    assert not (chosen & ~some_deals(rows, most + more)).any()
    assert some_deals(rows, len(rows)).all()


@pytest.mark.parametrize(("rows", "growth"), [(4_999, FEW), (5_000, SOME), (19_999, SOME), (20_000, MANY)])
def test_trees_grow_with_what_there_is_to_learn_from(rows: int, growth: Growth) -> None:
    assert growth_of(rows) == growth
