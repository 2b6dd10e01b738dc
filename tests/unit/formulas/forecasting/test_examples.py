"""Features that are worked out of what a deal says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.forecasting.examples import MOST_ZEROS, zeros_at_end


@pytest.mark.parametrize(
    ("amount", "zeros"),
    [(1.0, 0), (155_014.0, 0), (1500.0, 2), (100_000.0, 5), (1_000_000.0, 6), (10_000_000.0, 6), (250.5, 0)],
)
def test_how_round_an_amount_is(amount: float, zeros: int) -> None:
    assert zeros_at_end(np.array([amount])).tolist() == [zeros]


def test_no_amount_is_neither_round_nor_exact() -> None:
    assert np.isnan(zeros_at_end(np.array([0.0, -500.0, np.nan]))).all()


@given(st.lists(st.integers(1, 10**9), min_size=1))
def test_ten_times_as_much_ends_in_one_zero_more(amounts: list[int]) -> None:
    once, tenfold = (zeros_at_end(np.array(amounts, dtype=float) * times) for times in (1, 10))
    assert (tenfold == np.minimum(once + 1, MOST_ZEROS)).all()
