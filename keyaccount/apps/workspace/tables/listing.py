"""Lists of records: what a link asks of one, and the page of it that is drawn.

A domain says its columns and its filters; pages, order, choice of columns and saved views are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from keyaccount.apps.workspace.queries.paging import Order, Page, cursor_from, page_of
from keyaccount.figures.figure import Text

Row = TypeVar("Row", bound=Model)

PAGE = 50
COUNTED = 1000
SORT, COLUMNS, AFTER, BEFORE = "sort", "columns", "after", "before"
PLACES = frozenset({AFTER, BEFORE})


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """cell: what stands in it for a row, as safe HTML or text; shown: without a choice of the reader's own."""

    key: str
    title: Text
    cell: Callable[[Row], Any]
    order: Order | None = None
    number: bool = False
    shown: bool = True
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks of a list: `given` without where its page begins; `kept`: the columns chosen last."""

    path: str
    given: Mapping[str, str]
    after: str = ""
    before: str = ""
    kept: str = ""

    def text(self, key: str) -> str:
        return self.given.get(key, "")

    @property
    def words(self) -> str:
        """What is looked for by name."""
        return self.text("q")

    @property
    def sort(self) -> str:
        return self.text(SORT).removeprefix("-")

    @property
    def down(self) -> bool:
        return self.text(SORT).startswith("-")

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.text(COLUMNS) or self.kept).split(",")))

    @property
    def filters(self) -> dict[str, str]:
        return {key: text for key, text in self.given.items() if key not in {SORT, COLUMNS}}

    def link(self, **changed: str) -> str:
        """The same list with something changed, from its first page on; an empty text takes a part away."""
        query = urlencode({key: text for key, text in {**self.given, **changed}.items() if text})
        return f"{self.path}?{query}" if query else self.path

    def clear(self, *keys: str) -> str:
        return self.link(**dict.fromkeys(keys, ""))


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    title: Text
    number: bool
    shown: bool
    unit: str
    link: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Line(Generic[Row]):
    record: Row
    cells: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list. total: counted up to COUNTED + 1, so that a million rows cost what a thousand do; boxes: rows
    can be chosen."""

    asked: Asked
    heads: Sequence[Head]
    lines: Sequence[Line[Row]]
    total: int
    next_url: str = ""
    previous_url: str = ""
    boxes: bool = False

    @property
    def body(self) -> SafeString:
        """The rows as HTML: joined here, since a template takes longer over 50 rows than the database does."""
        starts = [_start(head, first=place == 0) for place, head in enumerate(self.heads)]
        rows = (
            (_box(line.record) if self.boxes else "")
            + "".join(f"{start}{conditional_escape(cell)}</td>" for start, cell in zip(starts, line.cells, strict=True))
            for line in self.lines
        )
        return SafeString("".join(f"<tr>{row}</tr>\n" for row in rows))


def _box(record: Model) -> str:
    """A row can be chosen, for what is done to many at once."""
    name = escape(str(record))
    return (
        f'<td class="box"><input type="checkbox" name="ids" value="{record.pk}" form="chosen" aria-label="{name}"></td>'
    )


def _start(head: Head, *, first: bool) -> str:
    """The first column names the row and is never hidden."""
    key = "" if first else f' data-col="{escape(head.key)}"'
    number = ' class="num"' if head.number else ""
    hidden = "" if head.shown else " hidden"
    return f"<td{key}{number}{hidden}>"


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as the page draws it: set (with the words of its value and a link that clears it) or to be set."""

    key: str
    title: Text
    value: str = ""
    clear: str = ""
    choices: str = ""
    options: Sequence[tuple[str, str]] = field(default_factory=tuple)


def read(params: Mapping[str, str], path: str, kept_columns: str = "") -> Asked:
    """What the parameters of a request ask for; `kept_columns` count where the link names none."""
    given = {key: text for key, value in params.items() if (text := value.strip()) and key not in PLACES}
    return Asked(path, MappingProxyType(given), params.get(AFTER, ""), params.get(BEFORE, ""), kept_columns)


def page_ids(rows: QuerySet[Row], asked: Asked, columns: Sequence[Column[Row]], size: int = PAGE) -> Page[tuple[int]]:
    """The ids of one page, in order; a column without an order of its own leaves the usual one."""
    return page_of(rows, ("pk",), _order(asked, columns), cursor_from(asked.after, asked.before), size)


def records_of(rows: QuerySet[Row], page: Page[tuple[int]]) -> list[Row]:
    """The records of those ids, in their order."""
    ids = [pk for (pk,) in page.rows]
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def drawn(
    asked: Asked,
    columns: Sequence[Column[Row]],
    records: Sequence[Row],
    page: Page[tuple[int]],
    rows: QuerySet[Row],
    *,
    boxes: bool = False,
) -> Listed[Row]:
    """The page with its heads and cells: columns in the reader's order, those not chosen hidden at the end."""
    arranged = arrange(columns, asked.columns)
    return Listed(
        asked=asked,
        heads=[_head(column, asked, columns, shown=shown) for column, shown in arranged],
        lines=[_line(record, arranged) for record in records],
        total=rows.order_by()[: COUNTED + 1].count(),
        next_url=asked.link(after=page.after) if page.after else "",
        previous_url=asked.link(before=page.before) if page.before else "",
        boxes=boxes,
    )


def arrange(columns: Sequence[Column[Row]], chosen: Sequence[str]) -> list[tuple[Column[Row], bool]]:
    """(column, shown). The first column names the row: it always stands first."""
    first, *others = columns
    if not chosen:
        return [(first, True), *((column, column.shown) for column in others)]
    known = {column.key: column for column in others}
    wanted = [known[key] for key in dict.fromkeys(chosen) if key in known]
    rest = [column for column in others if column not in wanted]
    return [(first, True), *((column, True) for column in wanted), *((column, False) for column in rest)]


def _order(asked: Asked, columns: Sequence[Column[Row]]) -> Order:
    usual = next(column.order for column in columns if column.order is not None)
    found = next((column.order for column in columns if column.key == asked.sort and column.order), usual)
    return replace(found, down=asked.down) if asked.sort else usual


def _head(column: Column[Row], asked: Asked, columns: Sequence[Column[Row]], *, shown: bool) -> Head:
    usual = next(other for other in columns if other.order is not None)
    current = (asked.sort or usual.key) == column.key
    down = asked.down if asked.sort else column.order is not None and column.order.down
    link = asked.link(sort=_turned(column, down, current=current)) if column.order else ""
    way = ("descending" if down else "ascending") if current and column.order else ""
    return Head(column.key, column.title, column.number, shown, column.unit, link, way)


def _turned(column: Column[Row], down: bool, *, current: bool) -> str:
    """A second click turns the order round; numbers begin with the largest."""
    falls = not down if current else column.number
    return f"-{column.key}" if falls else column.key


def _line(record: Row, arranged: Sequence[tuple[Column[Row], bool]]) -> Line[Row]:
    return Line(record, [column.cell(record) for column, _shown in arranged])
