"""Writing rows as CSV (piece by piece) or XLSX; texts stay texts, numbers numbers, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from keyaccount.surfaces.exchange.exports.cells import harmless
from keyaccount.surfaces.exchange.exports.export import Cell

BOM = "\ufeff"  # without it Excel reads UTF-8 Chinese as gibberish
PIECE = 500
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([harmless(title) for title in head])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_text(cell) for cell in row])
        if number % PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str(cell)


def xlsx_pieces(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Written to a temporary file row by row, so that a long list needs no memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.append([_cell(sheet, text) for text in head])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> WriteOnlyCell | Decimal | int | date | None:
    """A text is written as a text whatever it begins with; that is how 007 keeps its zeros and =1+1 stays a text."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, harmless(value))
    cell.data_type = "s"
    return cell


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Sheet"
