"""Writing rows as XLSX: texts stay texts, numbers numbers, dates dates."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from keyaccount.surfaces.exchange.exports.cells import harmless
from keyaccount.surfaces.exchange.exports.export import Cell


def pieces(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
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
