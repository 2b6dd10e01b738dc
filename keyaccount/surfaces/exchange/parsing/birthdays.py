"""Birthdays as people write them: with or without the year, in the solar or the Chinese lunar calendar.

The order of day and month is never guessed: 03-04 and 3月4日 name the month first, 3/4 is read as its column is.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from keyaccount.apps.contacts.services.beside import Birthday
from keyaccount.formulas.special_days import YearlyDay, is_possible
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.parsing.dates import DateFormat, NotADay, parse_day

FIRST_YEAR, LAST_YEAR = 1900, 2055
LUNAR = re.compile(r"(?:lunar|农历|農曆|阴历|陰曆|旧历)[\s:：]*", re.IGNORECASE)
LEAP = r"(?P<leap>闰|閏|leap\s*)?"
MONTH_FIRST = re.compile(
    rf"(?:(?P<y>\d{{4}})\s*[-/.年]\s*)?{LEAP}(?P<m>\d{{1,2}})\s*[-月]\s*(?P<d>\d{{1,2}})\s*[日号]?", re.IGNORECASE
)
WITH_YEAR = re.compile(rf"(?P<y>\d{{4}})\s*[/.]\s*{LEAP}(?P<m>\d{{1,2}})\s*[/.]\s*(?P<d>\d{{1,2}})", re.IGNORECASE)
EITHER = re.compile(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})")
VCARD = re.compile(r"--(?P<m>\d{2})-?(?P<d>\d{2})")


class NotABirthday(Fact):
    message = gettext_noop(
        "“%(text)s” is no birthday. Write 1970-06-10, or 06-10 without the year, or lunar 1970-06-10."
    )


class NoSuchDay(Fact):
    message = gettext_noop("The calendar has no such day: “%(text)s”.")


def parse_birthday(text: str, style: DateFormat, zone: ZoneInfo, *, lunar: bool = False) -> Birthday:
    """lunar: the column holds lunar days, as a cell may say of itself too."""
    bare = LUNAR.sub("", text, count=1).strip()
    found = _read(bare, style, zone, lunar=lunar or bare != text.strip())
    if found is None:
        raise NotABirthday(text=text)
    if (found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR) or not is_possible(found.day, found.year):
        raise NoSuchDay(text=text)
    return found


def written(birthday: Birthday, lunar_word: str, leap_word: str) -> str:
    """As `parse_birthday` reads it again: 1970-06-10, 06-10, lunar 1970-leap 06-10."""
    day = birthday.day
    year = "" if birthday.year is None else f"{birthday.year}-"
    leap = leap_word if day.leap else ""
    return f"{lunar_word if day.lunar else ''}{year}{leap}{day.month:02}-{day.day:02}"


def _read(text: str, style: DateFormat, zone: ZoneInfo, *, lunar: bool) -> Birthday | None:
    match = MONTH_FIRST.fullmatch(text) or WITH_YEAR.fullmatch(text) or VCARD.fullmatch(text)
    if match:
        parts = match.groupdict()
        year = int(parts["y"]) if parts.get("y") else None
        return Birthday(YearlyDay(int(parts["m"]), int(parts["d"]), lunar, bool(parts.get("leap"))), year)
    if either := EITHER.fullmatch(text):
        return _either(int(either["a"]), int(either["b"]), style, lunar=lunar)
    try:
        day = parse_day(text, style, zone)
    except NotADay:
        return None
    return Birthday(YearlyDay(day.month, day.day, lunar), day.year)


def _either(first: int, second: int, style: DateFormat, *, lunar: bool) -> Birthday | None:
    if style not in {DateFormat.DMY, DateFormat.MDY}:
        return None
    month, day = (second, first) if style == DateFormat.DMY else (first, second)
    return Birthday(YearlyDay(month, day, lunar))
