"""The strip of figures on the first page: how each stands, what the week did to it, its last eight weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from keyaccount.figures import Figure, Question, Unit, compute, definition
from keyaccount.figures.figure import Text, Value

WEEK = timedelta(days=7)
WEEKS = 8
HUNDRED = Decimal(100)
LATER = frozenset({"pipeline.progress"})  # stands on states of a week ago
LESS_IS_BETTER = frozenset({"sales.gap"})
KEYS = ("pipeline.coverage", "pipeline.progress", "sales.closed", "pipeline.weighted", "sales.gap")


@dataclass(frozen=True, slots=True)
class Tile:
    """figure: None until it is asked for, as change (since a week ago) and history are; beside: in the second line."""

    key: str
    title: Text
    figure: Figure | None = None
    beside: Figure | None = None
    change: Decimal | None = None
    history: Sequence[Decimal | int] = ()

    @property
    def is_share(self) -> bool:
        return self.figure is not None and self.figure.unit is Unit.SHARE

    @property
    def size(self) -> Decimal:
        """The change without its sign; that of a share in points."""
        change = abs(self.change or Decimal(0))
        return change * HUNDRED if self.is_share else change

    @property
    def way(self) -> str:
        return "up" if self.change and self.change > 0 else "down" if self.change and self.change < 0 else "flat"

    @property
    def tone(self) -> str:
        if not self.change:
            return ""
        return "good" if (self.change > 0) != (self.key in LESS_IS_BETTER) else "bad"


def tiles(question: Question) -> list[Tile]:
    """As they stand on the question's day; what needs the past is left for later."""
    return [
        Tile(key, definition(key).title) if key in LATER else _tile(compute(key, question), question) for key in KEYS
    ]


def tiles_with_past(question: Question) -> list[Tile]:
    """All of them, with the week's change and eight weeks: each asked as of its own day, with the same period."""
    return [_with_past(_tile(compute(key, question), question)) for key in KEYS]


def _tile(figure: Figure, question: Question) -> Tile:
    return Tile(figure.key, figure.title, figure, _beside(figure.key, question))


def _with_past(tile: Tile) -> Tile:
    if tile.figure is None:
        return tile
    question = tile.figure.question
    days = [question.as_of - WEEK * back for back in reversed(range(1, WEEKS))]
    values = [*(_number(compute(tile.key, question.at(day)).value) for day in days), _number(tile.figure.value)]
    now, then = values[-1], values[-2]
    change = None if now is None or then is None else Decimal(now) - Decimal(then)
    return replace(tile, change=change, history=[value for value in values if value is not None])


def _beside(key: str, question: Question) -> Figure | None:
    """Closed says what of it came outside the funnel; what is missing says of how much."""
    other = {"sales.closed": "pipeline.off_funnel", "sales.gap": "sales.target"}.get(key)
    return compute(other, question) if other else None


def _number(value: Value) -> Decimal | int | None:
    return None if isinstance(value, list) else value
