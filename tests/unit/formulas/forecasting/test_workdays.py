"""Working days of China: holidays, make-up days, and years of which nothing is said yet."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.forecasting.workdays import is_announced, is_workday, workdays

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def test_spring_festival_is_free_and_made_up_for() -> None:
    """2024: free from Saturday 10 to Saturday 17 February; worked on Sundays 4 and 18."""
    assert not any(is_workday(date(2024, 2, day)) for day in range(10, 18))
    assert is_workday(date(2024, 2, 4))
    assert is_workday(date(2024, 2, 18))
    assert workdays(date(2024, 2, 1), date(2024, 2, 29)) == 18


def test_national_day_of_2023_takes_a_week() -> None:
    assert workdays(date(2023, 10, 1), date(2023, 10, 6)) == 0
    assert is_workday(date(2023, 10, 7))


def test_a_year_not_announced_counts_weekdays() -> None:
    assert is_announced(2024)
    assert not is_announced(2090)
    assert workdays(date(2090, 1, 2), date(2090, 1, 8)) == 5


@given(DAYS, st.integers(0, 200), st.integers(1, 200))
def test_spans_that_follow_each_other_sum(first: date, one: int, other: int) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + other)
    assert workdays(first, middle) + workdays(middle + timedelta(days=1), last) == workdays(first, last)
