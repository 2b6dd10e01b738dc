"""The answer to a question: a value with its formula, inputs and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from keyaccount.figures.question import Question

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Text: TypeAlias = _StrOrPromise
else:
    Text = str

Value: TypeAlias = Decimal | int | list[dict[str, Any]] | None


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    SCORE = "score"
    POINTS = "points"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Formula:
    """words: in the reader's language; symbols: `(C + W) ÷ T`; worked: the same with today's numbers put in."""

    words: Text
    symbols: str
    worked: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A number that entered the formula; `figure` when it is itself a figure that can be asked."""

    symbol: str
    title: Text
    value: Value
    unit: Unit
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: Text
    unit: Unit | None = None


def _nothing(limit: int) -> list[dict[str, Any]]:
    return []


@dataclass(frozen=True, slots=True)
class Rows:
    """The records behind a figure.

    fetch(limit) gives the first ones as dicts keyed by column, total() how many there are, outside() how many of the
    scope the viewer may not see. adds_up: the column whose sum over all rows is `sum_of_rows`, which is the figure or,
    with a symbol, that input of it; recount() adds the rows up once more, so that a difference would be seen.
    list_query: the filters that show the same rows on the list page.
    """

    columns: tuple[Column, ...] = ()
    fetch: Callable[[int], list[dict[str, Any]]] = _nothing
    total: Callable[[], int] = lambda: 0
    outside: Callable[[], int] = lambda: 0
    adds_up: str | None = None
    sum_of_rows: Decimal | int | None = None
    symbol: str = ""
    recount: Callable[[], Decimal | int] | None = None
    list_query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader must know about this answer: rows left out, no target set, not convertible."""

    code: str
    text: Text
    count: int | None = None


class Notes(Sequence[Note]):
    """Notes that are asked for when somebody reads them: of the figures on a page most are never opened."""

    def __init__(self, ask: Callable[[], Iterable[Note]]) -> None:
        self._ask = ask
        self._found: tuple[Note, ...] | None = None

    def _all(self) -> tuple[Note, ...]:
        if self._found is None:
            self._found = tuple(self._ask())
        return self._found

    @overload
    def __getitem__(self, place: int) -> Note: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Note]: ...
    def __getitem__(self, place: int | slice) -> Note | Sequence[Note]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all())


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    title: Text
    meaning: Text
    unit: Unit
    value: Value
    currency: str | None
    question: Question
    formula: Formula
    inputs: tuple[Input, ...] = ()
    rows: Rows = field(default_factory=Rows)
    notes: Sequence[Note] = ()
    fiscal_start: int = 1

    @property
    def explain_url(self) -> str:
        return f"/figures/{self.key}?{self.question.query_string(self.fiscal_start)}"
