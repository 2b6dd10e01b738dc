"""The strip of figures on the first page: how each stands, what the week did to it, its last eight weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from keyaccount.figures import Figure, Question, Unit, compute
from keyaccount.figures.figure import Value

WEEK = timedelta(days=7)
WEEKS = 8
HUNDRED = Decimal(100)
LESS_IS_BETTER = frozenset({"sales.gap"})
KEYS = ("pipeline.coverage", "pipeline.progress", "sales.closed", "pipeline.weighted", "sales.gap")


@dataclass(frozen=True, slots=True)
class Tile:
    """beside: the figure that stands in its second line; change: since a week ago, None until it is asked for."""

    figure: Figure
    beside: Figure | None = None
    change: Decimal | None = None
    history: Sequence[Decimal | int] = ()

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def is_share(self) -> bool:
        return self.figure.unit is Unit.SHARE

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
    """As they stand on the question's day."""
    return [Tile(compute(key, question), _beside(key, question)) for key in KEYS]


def tiles_with_past(question: Question) -> list[Tile]:
    """The same with the week's change and eight weeks: each asked as of its own day, with the same period."""
    days = [question.as_of - WEEK * back for back in reversed(range(WEEKS))]
    found = []
    for tile in tiles(question):
        values = [
            *(_number(compute(tile.key, question.at(day)).value) for day in days[:-1]),
            _number(tile.figure.value),
        ]
        now, then = values[-1], values[-2]
        change = None if now is None or then is None else Decimal(now) - Decimal(then)
        known = [value for value in values if value is not None]
        found.append(Tile(tile.figure, tile.beside, change, known))
    return found


def _beside(key: str, question: Question) -> Figure | None:
    """Closed says what of it came outside the funnel; what is missing says of how much."""
    other = {"sales.closed": "pipeline.off_funnel", "sales.gap": "sales.target"}.get(key)
    return compute(other, question) if other else None


def _number(value: Value) -> Decimal | int | None:
    return None if isinstance(value, list) else value
