"""When a day comes next, against the festivals and leap months that every Chinese calendar prints."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.special_days import YearlyDay, is_possible, months_of, next_occurrence, occurrence_in

NEW_YEAR, DRAGON_BOAT, MID_AUTUMN = (YearlyDay(*day, lunar=True) for day in ((1, 1), (5, 5), (8, 15)))
NEW_YEARS = {
    1930: (1, 30), 1949: (1, 29), 1966: (1, 21), 1976: (1, 31), 1984: (2, 2), 1985: (2, 20), 1997: (2, 7),
    2000: (2, 5), 2008: (2, 7), 2012: (1, 23), 2015: (2, 19), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1),
    2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
    2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
DRAGON_BOATS = {2019: (6, 7), 2020: (6, 25), 2021: (6, 14), 2022: (6, 3), 2023: (6, 22), 2024: (6, 10), 2025: (5, 31),
                2026: (6, 19), 2027: (6, 9)}  # fmt: skip
MID_AUTUMNS = {2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2024: (9, 17),
               2025: (10, 6), 2026: (9, 25), 2027: (9, 15)}  # fmt: skip
LEAP_MONTHS = {1976: 8, 1984: 10, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2,
               2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6}  # fmt: skip
LEAP_FIRST_DAYS = {2020: date(2020, 5, 23), 2023: date(2023, 3, 22), 2025: date(2025, 7, 25), 2033: date(2033, 12, 22)}

SOLAR = st.builds(lambda day: YearlyDay(day.month, day.day), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
LUNAR = st.builds(YearlyDay, st.integers(1, 12), st.integers(1, 30), st.just(True), st.booleans())
DAYS = st.dates(min_value=date(1931, 1, 1), max_value=date(2050, 12, 31))


@pytest.mark.parametrize(
    ("festival", "known"), [(NEW_YEAR, NEW_YEARS), (DRAGON_BOAT, DRAGON_BOATS), (MID_AUTUMN, MID_AUTUMNS)]
)
def test_festivals_fall_where_the_calendar_has_them(festival, known):
    assert {year: occurrence_in(festival, year) for year in known} == {
        year: date(year, *day) for year, day in known.items()
    }


def test_leap_months_are_those_of_the_calendar():
    found = {year: [month.number for month in months_of(year) if month.leap] for year in LEAP_MONTHS}
    assert found == {year: [month] for year, month in LEAP_MONTHS.items()}
    assert [year for year in (2019, 2021, 2022, 2024, 2026, 2027) if any(month.leap for month in months_of(year))] == []


@pytest.mark.parametrize(("year", "first"), LEAP_FIRST_DAYS.items())
def test_a_leap_month_begins_where_the_calendar_has_it(year, first):
    assert occurrence_in(YearlyDay(LEAP_MONTHS[year], 1, lunar=True, leap=True), year) == first


def test_a_day_of_a_leap_month_is_kept_in_the_ordinary_one_where_the_year_has_none():
    born = YearlyDay(6, 10, lunar=True, leap=True)
    assert next_occurrence(born, date(2025, 1, 1)).on == date(2025, 8, 3)  # 闰六月初十
    assert next_occurrence(born, date(2025, 8, 4)).on == date(2026, 7, 23)  # 六月初十


def test_a_day_of_an_ordinary_month_stays_there_where_the_year_has_that_month_twice():
    assert next_occurrence(YearlyDay(6, 10, lunar=True), date(2025, 1, 1)).on == date(2025, 7, 4)


@pytest.mark.parametrize(
    ("year", "eve"),
    [
        (2023, date(2024, 2, 9)),  # 年三十: the twelfth month had 30 days
        (2024, date(2025, 1, 28)),  # from here five years without one: kept on the 29th
        (2025, date(2026, 2, 16)),
        (2026, date(2027, 2, 5)),
        (2027, date(2028, 1, 25)),
        (2028, date(2029, 2, 12)),
        (2029, date(2030, 2, 2)),  # 年三十 again
    ],
)
def test_the_thirtieth_is_kept_on_the_last_day_of_a_short_month(year, eve):
    assert occurrence_in(YearlyDay(12, 30, lunar=True), year) == eve


def test_a_day_late_in_the_lunar_year_falls_into_the_next_solar_one():
    found = next_occurrence(YearlyDay(12, 8, lunar=True), date(2026, 1, 1))
    assert (found.on, found.year) == (date(2026, 1, 26), 2025)  # 腊八
    assert next_occurrence(YearlyDay(12, 8, lunar=True), date(2026, 1, 27)).on == date(2027, 1, 15)


def test_the_leap_day_is_kept_on_the_last_of_february():
    born = YearlyDay(2, 29)
    assert next_occurrence(born, date(2026, 1, 1)).on == date(2026, 2, 28)
    assert next_occurrence(born, date(2028, 2, 29)).on == date(2028, 2, 29)
    assert next_occurrence(born, date(2028, 3, 1)).on == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "year", "possible"),
    [
        (YearlyDay(2, 29), None, True),
        (YearlyDay(2, 29), 2025, False),
        (YearlyDay(2, 30), None, False),
        (YearlyDay(4, 31), None, False),
        (YearlyDay(13, 1), None, False),
        (YearlyDay(1, 0), None, False),
        (YearlyDay(8, 30, lunar=True), None, True),
        (YearlyDay(8, 31, lunar=True), None, False),
        (YearlyDay(12, 30, lunar=True), 2024, False),
        (YearlyDay(12, 30, lunar=True), 2023, True),
        (YearlyDay(6, 1, lunar=True, leap=True), 2025, True),
        (YearlyDay(6, 1, lunar=True, leap=True), 2024, False),
        (YearlyDay(6, 1, leap=True), 2025, False),
    ],
)
def test_which_days_there_are(day, year, possible):
    assert is_possible(day, year) is possible


@given(SOLAR | LUNAR, DAYS)
def test_the_next_one_is_not_past_and_none_lies_between(day, since):
    found = next_occurrence(day, since)
    assert found.on >= since
    between = [occurrence_in(day, year) for year in range(since.year - 2, since.year + 3)]
    assert not [on for on in between if since <= on < found.on]
    assert found.on - since < timedelta(days=420)


@given(SOLAR | LUNAR, DAYS)
def test_the_day_itself_is_its_own_next(day, since):
    found = next_occurrence(day, since)
    assert next_occurrence(day, found.on) == found
    assert next_occurrence(day, found.on + timedelta(days=1)).on > found.on


@given(st.integers(1930, 2055))
def test_the_months_of_a_lunar_year_follow_one_another(year):
    months = months_of(year)
    assert len(months) in {12, 13}
    assert {month.days for month in months} <= {29, 30}
    assert [month.number for month in months if not month.leap] == list(range(1, 13))
    ends = [month.first + timedelta(days=month.days) for month in months]
    assert ends == [*(month.first for month in months[1:]), months_of(year + 1)[0].first]
