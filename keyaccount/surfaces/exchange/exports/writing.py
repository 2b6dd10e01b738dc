"""Writing rows as CSV, piece by piece, or as a workbook; no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

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
    from keyaccount.surfaces.exchange.exports.workbook import pieces  # noqa: PLC0415  # its library takes 34 MB

    return pieces(title, head, rows)
