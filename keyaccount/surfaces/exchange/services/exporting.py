"""Exporting a list or a figure: what the viewer may see of it, as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.bulk import chunked
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.surfaces.exchange.exports import contact_work, events, figures, forecast, knowledge, lists, relations
from keyaccount.surfaces.exchange.exports.custom import CustomColumns
from keyaccount.surfaces.exchange.exports.export import Cell, Column, Export
from keyaccount.surfaces.exchange.exports.tags import TagColumn
from keyaccount.surfaces.exchange.exports.target_sheet import TARGET_SHEET
from keyaccount.surfaces.exchange.exports.writing import CONTENT_TYPES, csv_pieces, xlsx_pieces

CHUNK = 1000

LISTS = (
    *lists.LISTS,
    *knowledge.LISTS,
    *relations.LISTS,
    *contact_work.LISTS,
    *events.LISTS,
    *forecast.LISTS,
    TARGET_SHEET,
    *figures.exports(),
)
EXPORTS: dict[str, Export] = {export.place: export for export in LISTS}


@dataclass(frozen=True, slots=True)
class ExportStream:
    """chunks: the file's bytes, piece by piece."""

    filename: str
    content_type: str
    chunks: Iterator[bytes]


def export_rows(
    place: str,
    *,
    viewer: User,
    filters: Mapping[str, str],
    columns: Sequence[str] | None = None,
    format: str = "csv",  # noqa: A002  (what people call it)
    today: date | None = None,
) -> ExportStream:
    """Raises NotFound (unknown place), Invalid (unknown format) or NotAllowed (the role may not export)."""
    if place not in EXPORTS:
        raise NotFound
    if format not in CONTENT_TYPES:
        raise Invalid(_("Choose csv or xlsx."))
    if not viewer.role.may_export:
        raise NotAllowed
    export = EXPORTS[place]
    day = today or clock.day_of(timezone.now(), workspace().zone)
    shown = export.seen_by(viewer, columns)
    beside = (TagColumn(place, columns), CustomColumns(place, viewer, columns))
    head = [*(str(column.title) for column in shown), *(title for more in beside for title in more.titles)]
    rows = _rows(export.find(viewer, filters, day), shown, beside)
    pieces = csv_pieces(head, rows) if format == "csv" else xlsx_pieces(str(export.title), head, rows)
    name = f"{place.replace('/', '-')}-{day.isoformat()}.{format}"
    return ExportStream(name, CONTENT_TYPES[format], pieces)


def _rows(
    records: Iterator[Any], columns: Sequence[Column], beside: tuple[TagColumn, CustomColumns]
) -> Iterator[list[Cell]]:
    for some in chunked(records, CHUNK):
        cells = [more.cells(some) for more in beside]
        for place, record in enumerate(some):
            rest = (cell for found in cells for cell in found[place])
            yield [*(column.value(record) for column in columns), *rest]
