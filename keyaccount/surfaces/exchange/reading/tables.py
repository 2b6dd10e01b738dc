"""A file as tables: rows of text cells with their numbers, from CSV and from the sheets of a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from keyaccount.surfaces.exchange.reading.encodings import encoding_of
from keyaccount.surfaces.exchange.reading.facts import BrokenQuotes, DamagedWorkbook
from keyaccount.surfaces.exchange.reading.guards import is_workbook

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 200

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """One table in a file: a CSV file is one, a workbook has one a sheet. `name` as people see it."""

    path: Path
    name: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def rows(self) -> Iterator[Row]:
        """Number in the file (the headings are row 1) and cells of every row that is not blank."""
        found = _workbook_rows(self) if self.sheet else _csv_rows(self)
        return ((number, cells) for number, cells in found if any(cell.strip() for cell in cells))


def sources_in(path: Path, name: str, *, limit: int, encoding: str = "", delimiter: str = "") -> list[Source]:
    """The tables of a file, told apart without reading their rows. Raises a fact when there is none to read."""
    if is_workbook(path, name, limit):
        sheets = _sheet_names(path, name)
        return [Source(path, f"{name} · {sheet}" if len(sheets) > 1 else name, sheet=sheet) for sheet in sheets]
    found = encoding_of(path, name, encoding)
    return [Source(path, name, encoding=found, delimiter=delimiter or _delimiter(path, found))]


# ── CSV ──


def _delimiter(path: Path, encoding: str) -> str:
    """The one that takes the first rows apart into the most columns, all alike."""
    with path.open(encoding=encoding, newline="") as file:
        lines = list(islice(file, LOOKED_AT))
    return max(DELIMITERS, key=lambda mark: _fit(lines, mark))


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of rows as wide as the first, and how wide; (0, 0) when it separates nothing."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    alike = sum(width == widths[0] for width in widths) / len(widths)
    return (1 if alike >= 0.9 else alike), widths[0]


def _csv_rows(source: Source) -> Iterator[Row]:
    with source.path.open(encoding=source.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=source.delimiter, strict=True)
        try:
            yield from enumerate(reader, start=1)
        except csv.Error as error:
            raise BrokenQuotes(name=source.name, line=reader.line_num) from error


# ── Workbooks ──


def _sheet_names(path: Path, name: str) -> list[str]:
    book = _open_book(path, name)
    try:
        names = [sheet for sheet in book.sheet_names if book.get_sheet_by_name(sheet).end is not None]
    finally:
        book.close()
    return names or list(book.sheet_names[:1])


def _open_book(path: Path, name: str) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  # only where a workbook is read

    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise DamagedWorkbook(name=name) from error


def _workbook_rows(source: Source) -> Iterator[Row]:
    book = _open_book(source.path, source.name)
    try:
        sheet = book.get_sheet_by_name(source.sheet)
        first = sheet.start[0] + 1 if sheet.start else 1
        for number, cells in enumerate(sheet.iter_rows(), start=first):
            yield number, [as_text(cell) for cell in cells]
    finally:
        book.close()


def as_text(cell: Any) -> str:
    """A cell as people read it: whole numbers without a fraction, days as 2026-11-19."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds() / 86_400) if isinstance(cell, timedelta) else str(cell)
