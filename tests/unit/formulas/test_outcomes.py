"""Win rate, cycle length and percentiles: worked values and parity with the expanded list."""

from collections import Counter
from decimal import Decimal
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.outcomes import CycleStats, cycle_stats, percentile, win_rate
from keyaccount.kernel.share import as_percent

COUNTS = st.integers(0, 10**6)
DAYS = st.lists(st.integers(-30, 2000), min_size=1, max_size=200)
RANKS = st.integers(1, 100) | st.decimals("0.01", 100, places=2)


def test_win_rate_of_the_maven_deals() -> None:
    rate = win_rate(won=4238, lost=2473)
    assert rate is not None
    assert as_percent(rate, 4) == Decimal("63.1501")


def test_win_rate_of_nothing_is_none_and_of_losses_zero() -> None:
    assert win_rate(0, 0) is None
    assert win_rate(0, 3) == Decimal(0)
    assert win_rate(3, 0) == Decimal(1)


def test_cycle_of_nothing_is_none() -> None:
    assert cycle_stats({}) == cycle_stats({7: 0}) == CycleStats(0, None, None)


def test_median_of_an_even_count_is_the_mean_of_the_two_in_the_middle() -> None:
    assert cycle_stats({10: 1, 20: 1, 30: 1, 100: 1}) == CycleStats(4, Decimal(40), Decimal(25))
    assert cycle_stats({10: 2, 20: 1}) == CycleStats(3, Decimal(40) / 3, Decimal(10))
    assert cycle_stats({0: 1}) == CycleStats(1, Decimal(0), Decimal(0))


def test_percentile_by_nearest_rank() -> None:
    days = {15: 1, 20: 1, 35: 1, 40: 1, 50: 1}  # the usual textbook example
    assert [percentile(days, p) for p in (5, 30, 40, 50, 100)] == [15, 20, 20, 35, 50]
    assert percentile({1: 3, 9: 1}, 75) == 1
    assert percentile({1: 3, 9: 1}, Decimal("75.01")) == 9
    assert percentile({}, 75) is None
    assert percentile({5: 0}, 75) is None


@pytest.mark.parametrize("p", [0, -1, 101, Decimal("100.01")])
def test_percentile_outside_its_range_is_refused(p: Decimal | int) -> None:
    with pytest.raises(ValueError, match="above 0 and up to 100"):
        percentile({1: 1}, p)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        cycle_stats({1: 2, 2: -1})
    with pytest.raises(ValueError, match="0 or more"):
        percentile({1: 2, 2: -1}, 50)


@given(COUNTS, COUNTS)
def test_win_and_loss_rate_make_up_the_whole(won: int, lost: int) -> None:
    wins, losses = win_rate(won, lost), win_rate(lost, won)
    if won + lost == 0:
        assert wins is losses is None
    else:
        assert wins is not None
        assert losses is not None
        assert 0 <= wins <= 1
        assert abs(wins + losses - 1) <= Decimal("1e-27")


@given(DAYS)
def test_cycle_stats_are_those_of_the_expanded_list(days: list[int]) -> None:
    stats = cycle_stats(Counter(days))
    expanded = [Decimal(day) for day in days]
    assert stats == CycleStats(len(days), mean(expanded), median(expanded))


@given(DAYS, RANKS)
def test_percentile_is_the_smallest_value_that_covers_its_share(days: list[int], p: Decimal | int) -> None:
    value = percentile(Counter(days), p)
    assert value in days
    covered = [sum(day <= candidate for day in days) * 100 >= p * len(days) for candidate in sorted(set(days))]
    assert value == sorted(set(days))[covered.index(True)]


@given(DAYS, st.integers(1, 100), st.integers(1, 100))
def test_a_larger_percentile_is_never_smaller(days: list[int], p: int, q: int) -> None:
    low, high = percentile(Counter(days), min(p, q)), percentile(Counter(days), max(p, q))
    assert low is not None
    assert high is not None
    assert low <= high <= max(days)
    assert percentile(Counter(days), 100) == max(days)
