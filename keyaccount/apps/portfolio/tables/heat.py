"""Industry heat as lines: an industry, its signals month by month, its sum; the hottest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from keyaccount.figures import Figure
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting
from keyaccount.ui.writing import language

SHOWN, ON_COURSE, ALL_ROWS = 8, 12, 10_000
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    industry: str
    months: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Course:
    """months: their names, the oldest first; lines: an industry each; rest: signals of the industries not shown."""

    months: Sequence[str]
    lines: Sequence[Line]
    rest: int
    chart: dict[str, Any]


def months_until(today: date) -> Period:
    """The last twelve whole months, this one included."""
    last = first = Period.containing(today, "month")
    for _month in range(MONTHS - 1):
        first = first.previous()
    return Period(first.start, last.end)


def lines_of(heat: Figure, today: date) -> list[Line]:
    """The hottest industries of the figure's period up to this month."""
    return _lines(heat, months_of(heat.question.period or months_until(today), today))[:SHOWN]


def course_of(heat: Figure) -> Course:
    """How it went, month by month, as a chart and as the same numbers in a table."""
    until = heat.question.as_of
    months = months_of(heat.question.period or months_until(until), until)
    lines = _lines(heat, months)
    shown = lines[:ON_COURSE]
    names = [formatting.period(month, language()) for month in months]
    return Course(names, shown, sum(line.total for line in lines[ON_COURSE:]), _chart(names, shown))


def months_of(period: Period, until: date) -> list[str]:
    """The months of a period as 2026-11, none after that day."""
    found, month = [], Period.containing(period.start, "month")
    while month.start <= min(period.end, until):
        found.append(f"{month.start:%Y-%m}")
        month = month.next()
    return found


def _lines(heat: Figure, months: Sequence[str]) -> list[Line]:
    counts: dict[str, dict[str, int]] = {}
    for row in heat.rows.fetch(ALL_ROWS):
        counts.setdefault(row["industry"], {})[row["month"]] = row["count"]
    lines = [
        Line(name, [found.get(month, 0) for month in months], sum(found.values())) for name, found in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.industry))


def _chart(months: Sequence[str], lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "title": gettext("Signals by industry and month; the table below says the same"),
        "digits": 0,
        "months": list(months),
        "industries": [line.industry for line in lines],
        "counts": [line.months for line in lines],
    }
