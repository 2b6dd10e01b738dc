"""Working days in China: weekdays without public holidays, and the weekends worked in their stead (调休).

The State Council says each autumn what holds in the next year. For a year that is not said yet (or no longer known),
Monday to Friday count, and `is_announced` says so.
"""

from datetime import date, timedelta
from functools import lru_cache

from lunar_python.util import HolidayUtil

FRIDAY = 4


@lru_cache(maxsize=64)
def _exceptions(year: int) -> dict[date, bool]:
    """Day → whether it is worked, for the days on which that differs from what the weekday says."""
    said = {date.fromisoformat(one.getDay()): bool(one.isWork()) for one in HolidayUtil.getHolidays(year)}
    return {day: worked for day, worked in said.items() if day.year == year}


def is_announced(year: int) -> bool:
    """Whether the holidays of that year are known."""
    return bool(_exceptions(year))


def is_workday(day: date) -> bool:
    return _exceptions(day.year).get(day, day.weekday() <= FRIDAY)


@lru_cache(maxsize=1024)
def workdays(first: date, last: date) -> int:
    """How many days from first to last, both included, are worked.

    Invariant: the days of two spans that follow each other sum to those of the whole.
    """
    return sum(is_workday(first + timedelta(days=step)) for step in range((last - first).days + 1))
