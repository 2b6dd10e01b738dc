"""Periods: names, fiscal years, neighbours and partitions."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import NamedKind, Period

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
FISCAL_STARTS = st.integers(1, 12)
YEARS = st.integers(1900, 2200)
KINDS: st.SearchStrategy[NamedKind] = st.sampled_from(("month", "quarter", "year"))
CUSTOM = st.tuples(DAYS, DAYS).map(lambda pair: Period(min(pair), max(pair)))
NAMED = st.builds(Period.containing, DAYS, KINDS, FISCAL_STARTS)
PERIODS = CUSTOM | NAMED
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "fiscal_start", "start", "end", "kind"),
    [
        ("2017", 1, date(2017, 1, 1), date(2017, 12, 31), "year"),
        ("2017", 4, date(2017, 4, 1), date(2018, 3, 31), "year"),
        ("2017-Q4", 1, date(2017, 10, 1), date(2017, 12, 31), "quarter"),
        ("2017-q4", 4, date(2018, 1, 1), date(2018, 3, 31), "quarter"),
        ("2017-Q1", 12, date(2017, 12, 1), date(2018, 2, 28), "quarter"),
        ("2016-02", 7, date(2016, 2, 1), date(2016, 2, 29), "month"),
        (" 2017-12 ", 1, date(2017, 12, 1), date(2017, 12, 31), "month"),
        ("2017-01-01..2017-03-31", 1, date(2017, 1, 1), date(2017, 3, 31), "quarter"),
        ("2017-01-02..2017-01-02", 1, date(2017, 1, 2), date(2017, 1, 2), "custom"),
        ("2017-01-01..2017-06-30", 1, date(2017, 1, 1), date(2017, 6, 30), "custom"),
        ("2017-01-01..2017-01-30", 1, date(2017, 1, 1), date(2017, 1, 30), "custom"),
        ("2017-01-02..2017-01-31", 1, date(2017, 1, 2), date(2017, 1, 31), "custom"),
    ],
)
def test_parse_reads_every_form(text: str, fiscal_start: int, start: date, end: date, kind: str) -> None:
    period = Period.parse(text, fiscal_start)
    assert (period.start, period.end, period.kind) == (start, end, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "2017-",
        "2017-Q",
        "2017-Q0",
        "2017-Q5",
        "2017-1",
        "2017/03",
        "2017-01-01",
        "2017-01-01..",
        "Q4",
        "2017-02-30..2017-03-01",
        "2017-01-01..2017-13-01",
        "20170101..20170331",
        "２０１７",
        "2017-W01..2017-W02",
    ],
)
def test_parse_names_the_allowed_forms_when_it_refuses(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Period.parse(text)
    for form in (f"“{text}”", "(2017)", "(2017-Q4)", "(2017-03)", "(2017-01-01..2017-03-31)"):
        assert form in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2017-00", "months 1 to 12"),
        ("2017-13", "months 1 to 12"),
        ("2017-03-31..2017-03-01", "cannot end"),
        ("0000", "outside the calendar"),
    ],
)
def test_parse_says_what_is_wrong_with_a_form_it_knows(text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        Period.parse(text)


@pytest.mark.parametrize("fiscal_start", [0, 13])
def test_the_fiscal_year_starts_in_a_month(fiscal_start: int) -> None:
    with pytest.raises(Invalid, match="months 1 to 12"):
        Period.year(2017, fiscal_start)
    with pytest.raises(Invalid, match="months 1 to 12"):
        Period.quarter(2017, 1, fiscal_start)
    with pytest.raises(Invalid, match="months 1 to 12"):
        Period.parse("2017-03", fiscal_start)


@pytest.mark.parametrize("quarter", [0, 5])
def test_a_year_has_four_quarters(quarter: int) -> None:
    with pytest.raises(Invalid, match="quarters 1 to 4"):
        Period.quarter(2017, quarter)


def test_a_period_runs_forwards_in_dates() -> None:
    with pytest.raises(Invalid, match=r"cannot end \(2017-01-01\) before it starts \(2017-01-02\)"):
        Period(date(2017, 1, 2), date(2017, 1, 1))
    moment: Any = datetime(2017, 1, 1, tzinfo=UTC)
    for start, end in ((moment, date(2017, 1, 1)), (date(2017, 1, 1), moment), (moment, moment)):
        with pytest.raises(TypeError, match="dates, not of moments"):
            Period(start, end)


def test_the_fiscal_year_is_the_calendar_year_unless_told() -> None:
    year, first = Period(date(2017, 1, 1), date(2017, 12, 31)), Period(date(2017, 1, 1), date(2017, 3, 31))
    assert Period.parse("2017") == Period.year(2017) == Period.containing(date(2017, 1, 1), "year") == year
    assert (
        Period.parse("2017-Q1") == Period.quarter(2017, 1) == Period.containing(date(2017, 3, 31), "quarter") == first
    )
    assert year.quarters()[0] == first


def test_the_calendar_ends() -> None:
    assert Period.parse("9999-12").end == date.max
    assert Period.parse("0001").start == date.min
    assert Period.parse("0001-Q1").label() == "0001-Q1"
    with pytest.raises(Invalid, match="outside the calendar"):
        Period.parse("9999").next()
    with pytest.raises(Invalid, match="outside the calendar"):
        Period.parse("0001").previous()
    with pytest.raises(Invalid, match="outside the calendar"):
        Period.year(9999, 2)
    with pytest.raises(Invalid, match="outside the calendar"):
        Period(date(9999, 12, 30), date.max).next()


def test_label_names_a_period_by_its_fiscal_year() -> None:
    january = Period(date(2018, 1, 1), date(2018, 3, 31))
    assert january.label() == "2018-Q1"
    assert january.label(4) == "2017-Q4"
    assert january.label(2) == "2018-01-01..2018-03-31"
    assert Period.year(2017, 4).label(4) == "2017"
    assert Period.year(2017, 4).label() == "2017-04-01..2018-03-31"
    assert Period.month(2017, 3).label(4) == "2017-03"
    assert Period(date(1, 1, 1), date(1, 3, 31)).label(4) == "0001-01-01..0001-03-31"


def test_days_left_counts_the_days_after() -> None:
    quarter = Period.quarter(2017, 4)
    assert quarter.days == 92
    assert quarter.days_left(date(2017, 9, 30)) == 92
    assert quarter.days_left(date(2016, 1, 1)) == 92
    assert quarter.days_left(date(2017, 10, 1)) == 91
    assert quarter.days_left(date(2017, 12, 31)) == 0
    assert quarter.days_left(date(2018, 6, 1)) == 0


def test_week_number_counts_from_the_first_day() -> None:
    quarter = Period.quarter(2017, 4)
    expected = {(10, 1): 1, (10, 7): 1, (10, 8): 2, (12, 31): 14}
    assert {day: quarter.week_number(date(2017, *day)) for day in expected} == expected
    assert quarter.week_number(date(2017, 9, 30)) is None
    assert quarter.week_number(date(2018, 1, 1)) is None


def test_neighbours_keep_the_kind() -> None:
    assert Period.month(2017, 1).previous() == Period.month(2016, 12)
    assert Period.month(2016, 1).next() == Period.month(2016, 2)
    assert Period.quarter(2017, 4).next() == Period.quarter(2018, 1)
    assert Period.year(2017, 4).previous() == Period.year(2016, 4)
    fortnight = Period(date(2017, 2, 20), date(2017, 3, 5))
    assert fortnight.next() == Period(date(2017, 3, 6), date(2017, 3, 19))
    assert fortnight.previous() == Period(date(2017, 2, 6), date(2017, 2, 19))


@pytest.mark.parametrize(
    ("period", "fiscal_start"),
    [(Period.quarter(2017, 1), 1), (Period.month(2017, 1), 1), (Period.year(2017, 4), 1), (Period.year(2017), 4)],
)
def test_only_a_year_of_this_calendar_has_quarters(period: Period, fiscal_start: int) -> None:
    with pytest.raises(Invalid, match="Only a whole fiscal year"):
        period.quarters(fiscal_start)


@given(PERIODS, FISCAL_STARTS)
def test_label_and_parse_are_a_round_trip(period: Period, fiscal_start: int) -> None:
    assert Period.parse(period.label(fiscal_start), fiscal_start) == period


@given(YEARS, st.integers(1, 4), FISCAL_STARTS)
def test_fiscal_names_are_a_round_trip(year: int, quarter: int, fiscal_start: int) -> None:
    for text in (f"{year}", f"{year}-Q{quarter}"):
        assert Period.parse(text, fiscal_start).label(fiscal_start) == text


@given(DAYS, KINDS, FISCAL_STARTS)
def test_the_period_containing_a_day_contains_it(day: date, kind: NamedKind, fiscal_start: int) -> None:
    period = Period.containing(day, kind, fiscal_start)
    assert period.contains(day)
    assert period.kind == kind
    assert (period.start.month - fiscal_start) % {"month": 1, "quarter": 3, "year": 12}[kind] == 0


@given(YEARS, FISCAL_STARTS)
def test_months_and_quarters_partition_the_fiscal_year(year: int, fiscal_start: int) -> None:
    whole = Period.year(year, fiscal_start)
    months = [Period.month(year + (fiscal_start + i - 1) // 12, (fiscal_start + i - 1) % 12 + 1) for i in range(12)]
    quarters = whole.quarters(fiscal_start)
    assert whole.start == date(year, fiscal_start, 1)
    for parts in (months, quarters):
        assert parts[0].start == whole.start
        assert parts[-1].end == whole.end
        assert all(one.end + ONE_DAY == other.start for one, other in pairwise(parts))
        assert sum(part.days for part in parts) == whole.days
    assert [q.label(fiscal_start) for q in quarters] == [f"{year}-Q{q}" for q in (1, 2, 3, 4)]


@given(PERIODS)
def test_neighbours_touch_and_come_back(period: Period) -> None:
    after, before = period.next(), period.previous()
    assert after.start == period.end + ONE_DAY
    assert before.end == period.start - ONE_DAY
    assert after.kind == before.kind == period.kind or period.kind == "custom"
    assert after.previous() == before.next() == period
    if period.kind == "custom":
        assert after.days == before.days == period.days


@given(PERIODS, DAYS)
def test_days_passed_and_days_left_make_up_the_period(period: Period, day: date) -> None:
    week = period.week_number(day)
    if period.contains(day):
        assert (day - period.start).days + 1 + period.days_left(day) == period.days
        assert week is not None
        assert 0 <= (day - period.start).days - 7 * (week - 1) < 7
    else:
        assert week is None
        assert period.days_left(day) == (period.days if day < period.start else 0)
