"""Industry heat as lines: an industry, its signals month by month, its sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keyaccount.figures import Figure

SHOWN, ALL_ROWS = 8, 10_000


@dataclass(frozen=True, slots=True)
class Line:
    industry: str
    months: list[int]
    total: int


def lines_of(heat: Figure, today: date) -> list[Line]:
    """The hottest industries of the figure's period up to this month."""
    rows = heat.rows.fetch(ALL_ROWS)
    period = heat.question.period
    first = period.start.month if period is not None else 1
    months = [f"{today.year}-{month:02}" for month in range(first, today.month + 1)]
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["industry"], {})[row["month"]] = row["count"]
    lines = [
        Line(name, [found.get(month, 0) for month in months], sum(found.values())) for name, found in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.industry))[:SHOWN]
