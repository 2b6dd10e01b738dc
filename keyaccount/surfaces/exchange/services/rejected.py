"""The refused rows as a table to mend and bring again: as they stood in the file, with the reason beside each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from keyaccount.surfaces.exchange.engine.report import said
from keyaccount.surfaces.exchange.exports.cells import harmless
from keyaccount.surfaces.exchange.models import ImportFile, Rejection


def rejected_csv(import_id: int, file_id: int | None = None) -> Iterator[str]:
    """Line by line, of one file or of all below each other; first the mark that spreadsheets know UTF-8 by."""
    yield "\ufeff"
    files = ImportFile.objects.filter(of=import_id, rejected__gt=0).order_by("position")
    for file in files if file_id is None else files.filter(pk=file_id):
        headings = [column["heading"] for column in file.columns]
        yield _line([_("Reason"), _("File"), _("Row"), *headings])
        for one in Rejection.objects.filter(file=file).order_by("row").iterator(chunk_size=2000):
            cells = [*one.cells, *[""] * (len(headings) - len(one.cells))]
            yield _line([said(one.reasons), file.name, str(one.row), *cells])


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()
