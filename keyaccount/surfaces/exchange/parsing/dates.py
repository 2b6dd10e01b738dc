"""Days as people write them. The order of day and month is never guessed: a column shows it, or a person says it.

Days that begin with the year (2026-11-19, 20261119, 2026年11月19日) and named months (19 Nov 2026) are always taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.clock import day_of
from keyaccount.kernel.errors import Fact, gettext_noop


class DateFormat(StrEnum):
    """How the days of a column are written; YMD needs no decision."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    SERIAL = "serial"


NAMES = {
    DateFormat.YMD: _("year, month, day (2026-11-19)"),
    DateFormat.DMY: _("day, month, year (19/11/2026)"),
    DateFormat.MDY: _("month, day, year (11/19/2026)"),
    DateFormat.SERIAL: _("days counted by a spreadsheet (46345)"),
}
SPOKEN = {"iso": DateFormat.YMD, "zh": DateFormat.YMD} | {str(item): item for item in DateFormat}

CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
TIME = rf"(?:[T ,]+(?P<time>{CLOCK})\s*(?P<zone>Z|UTC|[+-]\d{{2}}:?\d{{2}})?)?"
YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})\s*日?{TIME}")
COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)")
YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})[-/. ](?P<b>\d{{1,2}})[-/. ](?P<y>\d{{4}}|\d{{2}}){TIME}")
DAY_NAMED = re.compile(rf"(?P<d>\d{{1,2}})[ -]?(?P<name>[A-Za-z]{{3,9}})\.?[ ,-]+(?P<y>\d{{4}}|\d{{2}}){TIME}")
MONTH_NAMED = re.compile(rf"(?P<name>[A-Za-z]{{3,9}})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}}){TIME}")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
MONTHS = {name: place for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
SPREADSHEET_START = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119


class NotADay(Fact):
    message = gettext_noop("“%(text)s” is no date in the format %(format)s.")


def parse_day(text: str, style: DateFormat, zone: ZoneInfo) -> date:
    """The day that the text names. A time beside it is left aside, unless it says its zone: then it is a moment, whose
    day the workspace's zone decides."""
    found = _year_first(text, zone) or _named(text, zone) or _styled(text, style, zone)
    if found is None:
        raise NotADay(text=text, format=style)
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What a column of days looks like. candidates: the formats it may have, best first; one: it is plain."""

    candidates: tuple[DateFormat, ...]
    examples: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        return len(self.candidates) < 2

    @property
    def best(self) -> DateFormat:
        return self.candidates[0] if self.candidates else DateFormat.YMD


def look_at(texts: Iterable[str], zone: ZoneInfo) -> Seen:
    """Which formats read the most of a column; more than one when no cell tells them apart."""
    counts = dict.fromkeys((DateFormat.MDY, DateFormat.DMY, DateFormat.SERIAL), 0)
    examples: dict[str, None] = {}
    for text in texts:
        if _year_first(text, zone) or _named(text, zone):
            continue
        readings = {style: _styled(text, style, zone) for style in counts}
        for style, day in readings.items():
            counts[style] += day is not None
        if len(examples) < 3 and any(readings.values()) and _differ(readings.values()):
            examples[text] = None
    best = max(counts.values())
    if best == 0:
        return Seen((DateFormat.YMD,))
    found = tuple(style for style, count in counts.items() if count == best)
    return Seen(found if len(found) > 1 and examples else found[:1], tuple(examples))


def _differ(days: Iterable[date | None]) -> bool:
    return len({day for day in days if day is not None}) > 1


def _year_first(text: str, zone: ZoneInfo) -> date | None:
    match = YEAR_FIRST.fullmatch(text)
    if match:
        return _day(match["y"], match["m"], match["d"], match, zone)
    match = COMPACT.fullmatch(text)
    return _date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def _named(text: str, zone: ZoneInfo) -> date | None:
    match = DAY_NAMED.fullmatch(text) or MONTH_NAMED.fullmatch(text)
    month = MONTHS.get(match["name"][:3].casefold()) if match else None
    return _day(match["y"], str(month), match["d"], match, zone) if match and month else None


def _styled(text: str, style: DateFormat, zone: ZoneInfo) -> date | None:
    if style == DateFormat.SERIAL:
        return _from_serial(text)
    match = YEAR_LAST.fullmatch(text) if style in {DateFormat.DMY, DateFormat.MDY} else None
    if not match:
        return None
    month, day = (match["b"], match["a"]) if style == DateFormat.DMY else (match["a"], match["b"])
    return _day(match["y"], month, day, match, zone)


def _from_serial(text: str) -> date | None:
    if not SERIAL.fullmatch(text):
        return None
    days = int(text.partition(".")[0])
    return SPREADSHEET_START + timedelta(days=days) if days in SERIALS else None


def _day(year: str, month: str, day: str, match: re.Match[str], zone: ZoneInfo) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    found = _date(full, int(month), int(day))
    if found is None or not match["zone"]:
        return found
    return _in_zone(found, match["time"], match["zone"], zone)


def _in_zone(day: date, time: str, offset: str, zone: ZoneInfo) -> date:
    clock = time.strip()[:8].strip().split(".", maxsplit=1)[0]
    hours = "+00:00" if offset in {"Z", "UTC"} else offset
    padded = ":".join(part.zfill(2) for part in clock.split(":"))
    try:
        return day_of(datetime.fromisoformat(f"{day.isoformat()}T{padded}{hours}"), zone)
    except ValueError:
        return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
