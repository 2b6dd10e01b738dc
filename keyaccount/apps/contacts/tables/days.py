"""A special day in the reader's words: 15 August, 农历八月十五, whose and which it is."""

from __future__ import annotations

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keyaccount.apps.contacts.models import DayKind, SpecialDay
from keyaccount.ui import formatting
from keyaccount.ui.writing import language

LUNAR_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
TENS = ("初", "十", "廿", "三")
DIGITS = ("十", "一", "二", "三", "四", "五", "六", "七", "八", "九")
ROUND = {10: "初十", 20: "二十", 30: "三十"}


def date_words(day: SpecialDay) -> str:
    """The day of the year as its own calendar has it, with the year where it is known."""
    if formatting.is_chinese(language()):
        return _in_chinese(day)
    words = _lunar_in_english(day) if day.lunar else f"{day.day} {MONTHS[day.month]}"
    return words if day.year is None else f"{words} {day.year}"


def occasion(day: SpecialDay) -> str:
    """Birthday, or daughter: birthday."""
    label = day.note if day.kind == DayKind.OTHER and day.note else str(DayKind(day.kind).label)
    return _(": ").join((day.whose, label)) if day.whose else label


def countdown(on: date, today: date) -> str:
    days = (on - today).days
    if days == 0:
        return pgettext("a day", "today")
    return _("tomorrow") if days == 1 else _("in %(days)s days") % {"days": days}


def lunar_day(day: int) -> str:
    """初一, 初十, 十五, 廿三, 三十."""
    return ROUND.get(day, TENS[day // 10] + DIGITS[day % 10])


def _in_chinese(day: SpecialDay) -> str:
    year = "" if day.year is None else str(day.year) + "年"
    if not day.lunar:
        return "".join((year, str(day.month), "月", str(day.day), "日"))
    return "".join(("农历", year, "闰" if day.leap else "", LUNAR_MONTHS[day.month - 1], "月", lunar_day(day.day)))


def _lunar_in_english(day: SpecialDay) -> str:
    words = _("day %(day)s of leap lunar month %(month)s") if day.leap else _("day %(day)s of lunar month %(month)s")
    return words % {"day": day.day, "month": day.month}
