"""Periods: spans of whole days, both ends included. Years and quarters follow the workspace's fiscal year.

`fiscal_start` is the month (1 to 12) in which the fiscal year begins. The fiscal year named Y begins in the calendar
year Y: with `fiscal_start=4`, 2017 runs from 1 April 2017 to 31 March 2018 and 2017-Q4 from 1 January 2018.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Literal, Self

from keyaccount.kernel.errors import Invalid, gettext_noop

NamedKind = Literal["month", "quarter", "year"]
Kind = Literal["month", "quarter", "year", "custom"]

_MONTHS: dict[NamedKind, int] = {"month": 1, "quarter": 3, "year": 12}
_KINDS: dict[int, NamedKind] = {months: kind for kind, months in _MONTHS.items()}
_NAMED = re.compile(r"(?P<year>[0-9]{4})(-Q(?P<quarter>[1-4])|-(?P<month>[0-9]{2}))?", re.IGNORECASE)
_DAYS = re.compile(r"(?P<start>[0-9]{4}-[0-9]{2}-[0-9]{2})\.\.(?P<end>[0-9]{4}-[0-9]{2}-[0-9]{2})")
OUTSIDE_CALENDAR = gettext_noop("That period lies outside the calendar (years 1 to 9999).")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included; `start <= end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise TypeError("a period is made of dates, not of moments")
        if self.start > self.end:
            raise Invalid(
                gettext_noop("A period cannot end (%(end)s) before it starts (%(start)s)."),
                start=self.start.isoformat(),
                end=self.end.isoformat(),
            )

    @classmethod
    def parse(cls, text: str, fiscal_start: int = 1) -> Self:
        """The period that `text` names: 2017, 2017-Q4, 2017-03 or 2017-01-01..2017-03-31. Else raises Invalid."""
        _check_month(fiscal_start)
        try:
            return cls._read(text.strip(), fiscal_start)
        except ValueError:  # a form that is not allowed, or a day that is in no calendar
            raise Invalid(
                gettext_noop(
                    "“%(text)s” is not a period. Write a year (2017), a quarter (2017-Q4), a month (2017-03) "
                    "or two days (2017-01-01..2017-03-31)."
                ),
                text=text,
            ) from None

    @classmethod
    def _read(cls, text: str, fiscal_start: int) -> Self:
        if days := _DAYS.fullmatch(text):
            return cls(date.fromisoformat(days["start"]), date.fromisoformat(days["end"]))
        named = _NAMED.fullmatch(text)
        if named is None:
            raise ValueError(text)
        year = int(named["year"])
        if named["quarter"]:
            return cls.quarter(year, int(named["quarter"]), fiscal_start)
        if named["month"]:
            return cls.month(year, int(named["month"]))
        return cls.year(year, fiscal_start)

    @classmethod
    def year(cls, y: int, fiscal_start: int = 1) -> Self:
        """The fiscal year that begins in the calendar year `y`."""
        return cls._months(y, _check_month(fiscal_start), 12)

    @classmethod
    def quarter(cls, y: int, q: int, fiscal_start: int = 1) -> Self:
        """The `q`-th quarter (1 to 4) of the fiscal year `y`."""
        if not 1 <= q <= 4:
            raise Invalid(gettext_noop("A year has the quarters 1 to 4, not %(quarter)s."), quarter=q)
        return cls._months(y, _check_month(fiscal_start) + 3 * (q - 1), 3)

    @classmethod
    def month(cls, y: int, m: int) -> Self:
        """The calendar month `m` (1 to 12) of the calendar year `y`."""
        return cls._months(y, _check_month(m), 1)

    @classmethod
    def containing(cls, day: date, kind: NamedKind, fiscal_start: int = 1) -> Self:
        """The month, fiscal quarter or fiscal year in which `day` lies."""
        length = _MONTHS[kind]
        months_in = (day.month - _check_month(fiscal_start)) % length
        return cls._months(day.year, day.month - months_in, length)

    @classmethod
    def _months(cls, year: int, month: int, length: int) -> Self:
        """`length` whole months from `month`, which may lie before 1 or after 12 and then counts into other years."""
        first_year, first_month = divmod(year * 12 + month - 1, 12)
        last_year, last_month = divmod(year * 12 + month + length - 2, 12)
        if first_year < MINYEAR or last_year > MAXYEAR:
            raise Invalid(OUTSIDE_CALENDAR)
        last_day = _length_of(last_year, last_month + 1)
        return cls(date(first_year, first_month + 1, 1), date(last_year, last_month + 1, last_day))

    @property
    def kind(self) -> Kind:
        """By shape alone: one, three or twelve whole calendar months are a month, a quarter, a year."""
        whole = self.start.day == 1 and self.end.day == _length_of(self.end.year, self.end.month)
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return _KINDS.get(months, "custom") if whole else "custom"

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def label(self, fiscal_start: int = 1) -> str:
        """The shortest name that `parse` reads back with the same `fiscal_start`."""
        kind = self.kind
        if kind == "month":
            return self.start.isoformat()[:7]
        months_in = (self.start.month - _check_month(fiscal_start)) % 12
        year = self.start.year - (self.start.month < fiscal_start)
        if kind == "year" and months_in == 0:
            return f"{year:04}"
        if kind == "quarter" and months_in % 3 == 0 and year > 0:
            return f"{year:04}-Q{months_in // 3 + 1}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def days_left(self, as_of: date) -> int:
        """Days of the period still to come when `as_of` is over: all of them before it starts, 0 from its last day."""
        return max(0, min(self.days, (self.end - as_of).days))

    def week_number(self, as_of: date) -> int | None:
        """Which week of the period `as_of` lies in: 1 for its first seven days, and so on; None outside it."""
        return (as_of - self.start).days // 7 + 1 if self.contains(as_of) else None

    def previous(self) -> "Period":
        """The period of the same kind that ends the day before; a custom period keeps its number of days."""
        return self._moved(-1)

    def next(self) -> "Period":
        """The period of the same kind that starts the day after; a custom period keeps its number of days."""
        return self._moved(1)

    def _moved(self, steps: int) -> "Period":
        kind = self.kind
        if kind == "custom":
            return self._shifted(timedelta(days=self.days * steps))
        length = _MONTHS[kind]
        return Period._months(self.start.year, self.start.month + length * steps, length)

    def _shifted(self, by: timedelta) -> "Period":
        try:
            return Period(self.start + by, self.end + by)
        except OverflowError:
            raise Invalid(OUTSIDE_CALENDAR) from None

    def quarters(self, fiscal_start: int = 1) -> tuple["Period", "Period", "Period", "Period"]:
        """The four quarters of a fiscal year, in order: they follow each other without gap and make up the year."""
        if self.kind != "year" or self.start.month != _check_month(fiscal_start):
            raise Invalid(
                gettext_noop("Only a whole fiscal year has four quarters, not %(period)s."), period=self.label()
            )
        first, second, third, fourth = (Period.quarter(self.start.year, q, fiscal_start) for q in (1, 2, 3, 4))
        return first, second, third, fourth


def _check_month(month: int) -> int:
    if not 1 <= month <= 12:
        raise Invalid(gettext_noop("A year has the months 1 to 12, not %(month)s."), month=month)
    return month


def _length_of(year: int, month: int) -> int:
    return monthrange(year, month)[1]
