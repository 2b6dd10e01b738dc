"""Days that come back every year, in the solar calendar or in the Chinese lunar one: when one comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarYear

FEBRUARY = 2
LEAP_DAY = 29
LONGEST_MONTH = 31
LONGEST_LUNAR_MONTH = 30
MONTHS = 12


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """month 1 to 12, day 1 to 31 (lunar: 30); leap: of the lunar month that is put in after the one of that number."""

    month: int
    day: int
    lunar: bool = False
    leap: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """on: the day in the solar calendar; year: the year of the day's own calendar that it falls in."""

    on: date
    year: int


@dataclass(frozen=True, slots=True)
class LunarMonth:
    number: int
    leap: bool
    first: date
    days: int


def is_possible(day: YearlyDay, year: int | None = None) -> bool:
    """Whether the calendar has such a day in that year; without a year, whether it has it in any."""
    if not 1 <= day.month <= MONTHS or day.day < 1 or (day.leap and not day.lunar):
        return False
    if not day.lunar:
        return day.day <= _days_in(day.month, LEAP_DAY if year is None or _is_leap(year) else LEAP_DAY - 1)
    if year is None:
        return day.day <= LONGEST_LUNAR_MONTH
    return any(
        month.number == day.month and month.leap == day.leap and day.day <= month.days for month in months_of(year)
    )


def occurrence_in(day: YearlyDay, year: int) -> date:
    """When it is kept in that year of its calendar.

    A day of a leap month is kept in that leap month where the year has it, else in the ordinary month of its number;
    the 30th in a month of 29 days, and 29 February in a common year, on the last day of the month.
    """
    if not day.lunar:
        most = _days_in(day.month, LEAP_DAY if _is_leap(year) else LEAP_DAY - 1)
        return date(year, day.month, min(day.day, most))
    same = [month for month in months_of(year) if month.number == day.month]
    month = next((one for one in same if one.leap == day.leap), same[0])
    return month.first + timedelta(days=min(day.day, month.days) - 1)


def next_occurrence(day: YearlyDay, since: date) -> Occurrence:
    """The first time it is kept on that day or later.

    Invariant: not before `since`, and no day between the two keeps it. A lunar year begins and ends in the solar year
    that follows by weeks, so the one before may still hold the answer.
    """
    years = range(since.year - 1, since.year + 3) if day.lunar else range(since.year, since.year + 2)
    found = (Occurrence(occurrence_in(day, year), year) for year in years)
    return next(each for each in found if each.on >= since)


@lru_cache(maxsize=256)
def months_of(year: int) -> tuple[LunarMonth, ...]:
    """The twelve or thirteen months of a lunar year, in order."""
    return tuple(
        LunarMonth(abs(month.getMonth()), month.getMonth() < 0, _first_day(year, month.getMonth()), month.getDayCount())
        for month in LunarYear.fromYear(year).getMonthsInYear()
    )


def _first_day(year: int, month: int) -> date:
    return date.fromisoformat(Lunar.fromYmd(year, month, 1).getSolar().toYmd())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(month: int, february: int) -> int:
    return february if month == FEBRUARY else 30 if month in {4, 6, 9, 11} else LONGEST_MONTH
