"""The movement between segments as a table: from which, down, to which, across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language

from keyaccount.apps.portfolio.figures.movement import first_day
from keyaccount.apps.portfolio.queries.movement import quarter_ends
from keyaccount.apps.portfolio.queries.segments import KEYS
from keyaccount.apps.portfolio.words import SEGMENTS
from keyaccount.figures import Figure, Question, compute
from keyaccount.ui import formatting

MOVED = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """count None: nobody took this way; stayed: the way that leads nowhere."""

    count: int | None
    stayed: bool


@dataclass(frozen=True, slots=True)
class Movement:
    since: date
    until: date
    figure: Figure
    heads: Sequence[str]
    lines: Sequence[tuple[str, Sequence[Cell]]]
    moved: Sequence[dict[str, Any]]
    left: int
    quarters: Sequence[tuple[date, str]]


def movement(question: Question) -> Movement:
    since = first_day(question)
    figure = compute("accounts.movement", replace(question, since=since))
    counted = {(row["from_key"], row["to_key"]): row["accounts"] for row in _table(figure)}
    language = get_language() or "en"
    return Movement(
        since=since,
        until=question.as_of,
        figure=figure,
        heads=[str(SEGMENTS[key]) for key in KEYS],
        lines=[(str(SEGMENTS[a]), [Cell(counted.get((a, b)), a == b) for b in KEYS]) for a in KEYS],
        moved=figure.rows.fetch(MOVED),
        left=max(figure.rows.total() - MOVED, 0),
        quarters=[(day, formatting.period(label, language)) for label, day in reversed(quarter_ends(question))],
    )


def _table(figure: Figure) -> list[dict[str, Any]]:
    return figure.value if isinstance(figure.value, list) else []
