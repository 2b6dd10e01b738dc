"""What the drawer says of a figure: value, meaning, formula, inputs, borders, the rows that sum, its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from keyaccount.figures import Column, Figure, Rows, Scope, ScopeKind, Unit
from keyaccount.figures.figure import Value
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale
from keyaccount.ui.writing import exact_text, figure_text, language, value_text

Filters = list[tuple[str, str]]  # name and value
SHOWN = 50
NUMBERS = (Unit.MONEY, Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.SCORE, Unit.POINTS)


@dataclass(frozen=True, slots=True)
class InputLine:
    symbol: str
    title: str
    text: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class RowLine:
    """One record: its name, what else is known of it in words, and its numbers in the columns' order."""

    name: str
    more: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowTable:
    head: str
    unit: str
    columns: tuple[str, ...]
    lines: tuple[RowLine, ...]
    total: int
    sums: tuple[str, ...]
    symbol: str
    difference: str

    @property
    def left_out(self) -> int:
        return self.total - len(self.lines)


def context(
    figure: Figure,
    *,
    list_url: str = "",
    history_url: str = "",
    compared_with: Figure | None = None,
    only: Filters | None = None,
    mends: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """Everything `ui/explain.html` draws. list_url: the same rows as a list; history_url: its past, drawn later; only:
    the filters in words, else as they were asked; mends: by a note's code, where it is mended and the word for it."""
    return {
        "fig": figure,
        "text": figure_text(figure),
        "exact": exact_text(figure),
        "change": change_of(figure, compared_with),
        "notes": [(note, (mends or {}).get(note.code)) for note in figure.notes],
        "inputs": [_input_line(item, figure.currency or "") for item in figure.inputs],
        "borders": borders_of(figure, only),
        "table": table_of(figure),
        "history_url": history_url,
        "list_url": list_url,
    }


def _input_line(item: Any, currency: str) -> InputLine:
    if item.figure is not None:
        currency = item.figure.currency or currency
    return InputLine(item.symbol, str(item.title), value_text(item.value, item.unit, currency, "full"), item.figure)


def change_of(figure: Figure, before: Figure | None) -> dict[str, str] | None:
    """By how much it moved since `before`; shares move in points."""
    now, then = figure.value, before.value if before else None
    if before is None or now is None or then is None or isinstance(now, list) or isinstance(then, list):
        return None
    moved = Decimal(now) - Decimal(then)
    way = "up" if moved > 0 else "down" if moved < 0 else "flat"
    return {"way": way, "text": _moved_text(abs(moved), figure), "since": _day(before.question.as_of)}


def _moved_text(moved: Decimal, figure: Figure) -> str:
    if figure.unit is Unit.SHARE:
        return gettext("%(points)s points") % {"points": formatting.number(moved * 100, 2)}
    return value_text(moved, figure.unit, figure.currency or "")


def borders_of(figure: Figure, only: Filters | None = None) -> list[tuple[str, str]]:
    """What the number covers: as of, period, whose rows, currency, and how much of it the reader may see."""
    question = figure.question
    borders = [(gettext("As of"), _day(question.as_of))]
    if question.since:
        borders.append((gettext("Since"), _day(question.since)))
    if question.period:
        borders.append((gettext("Period"), formatting.period(question.period.label(figure.fiscal_start), language())))
    borders.append((gettext("Scope"), _scope(question.scope)))
    filters = only if only is not None else [(key, value) for key, value in question.filters.items() if value]
    borders += [
        (gettext("Only"), gettext("%(name)s: %(value)s") % {"name": name, "value": value}) for name, value in filters
    ]
    if figure.currency:
        borders.append((gettext("Currency"), figure.currency))
    borders.append((gettext("You see"), _seen(figure.rows)))
    return borders


def _scope(scope: Scope) -> str:
    if scope.kind is ScopeKind.COMPANY:
        return gettext("Company")
    if scope.kind is ScopeKind.GROUP:
        return gettext("%(name)s and its subsidiaries") % {"name": scope.name}
    return scope.name


def _seen(rows: Rows) -> str:
    seen, outside = rows.total(), rows.outside()
    if not outside:
        return gettext("all %(count)s rows") % {"count": formatting.number(seen)}
    parts = {"count": formatting.number(seen), "outside": formatting.number(outside)}
    return gettext("%(count)s rows; %(outside)s more lie outside what you may see and are not counted") % parts


def _day(day: Any) -> str:
    return formatting.day(day, language())


def table_of(figure: Figure) -> RowTable | None:
    rows = figure.rows
    numbers = [column for column in rows.columns if column.unit in NUMBERS]
    words = [column for column in rows.columns if column.unit not in NUMBERS]
    found = rows.fetch(SHOWN)
    if not found or not words:
        return None
    scale = _scale(found, numbers, figure)
    return RowTable(
        head=str(words[0].title),
        unit=scale.word if scale and any(column.unit is Unit.MONEY for column in numbers) else "",
        columns=tuple(str(column.title) for column in numbers),
        lines=tuple(_row_line(row, words, numbers, scale) for row in found),
        total=rows.total(),
        sums=tuple(_sum_text(column, figure, scale) for column in numbers),
        symbol=rows.symbol,
        difference=_difference(figure),
    )


def _scale(found: list[dict[str, Any]], numbers: list[Column], figure: Figure) -> Scale | None:
    """One unit for all money of the table; none when the rows have several currencies."""
    currency = figure.currency or ""
    if any(row.get("currency", currency) != currency for row in found):
        return None
    amounts = [row.get(column.key) for row in found for column in numbers if column.unit is Unit.MONEY]
    return formatting.scale_for(amounts, currency, language())


def _row_line(row: dict[str, Any], words: list[Column], numbers: list[Column], scale: Scale | None) -> RowLine:
    said = [_word(row.get(column.key)) for column in words]
    return RowLine(
        name=said[0] or formatting.NOTHING,
        more=" · ".join(filter(None, said[1:])),
        numbers=tuple(_cell(row.get(column.key), column, scale, row.get("currency", "")) for column in numbers),
    )


def _word(value: Any) -> str:
    if value is None:
        return ""
    return _day(value) if hasattr(value, "isoformat") else str(value)


def _cell(value: Any, column: Column, scale: Scale | None, currency: str) -> str:
    if value is None or column.unit is None:
        return formatting.NOTHING
    if column.unit is Unit.SHARE:
        return formatting.rate(Decimal(value))
    return value_text(value, column.unit, currency, "bare" if scale else "compact", scale=scale)


def _sum_text(column: Column, figure: Figure, scale: Scale | None) -> str:
    rows = figure.rows
    if column.key != rows.adds_up or rows.sum_of_rows is None:
        return ""
    return value_text(rows.sum_of_rows, column.unit or Unit.COUNT, figure.currency or "", "bare", scale=scale)


def _difference(figure: Figure) -> str:
    """What the rows, added up once more, and the figure (or its input) differ by; nothing where nothing adds up."""
    rows = figure.rows
    if rows.sum_of_rows is None:
        return ""
    if rows.recount is not None:
        return formatting.number(Decimal(rows.recount()) - Decimal(rows.sum_of_rows), 2)
    whole = _input_of(figure, rows.symbol) if rows.symbol else figure.value
    if whole is None or isinstance(whole, list):
        return ""
    return formatting.number(Decimal(whole) - Decimal(rows.sum_of_rows), 2)


def _input_of(figure: Figure, symbol: str) -> Value:
    return next((item.value for item in figure.inputs if item.symbol == symbol), None)
