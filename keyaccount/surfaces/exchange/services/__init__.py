"""Importing, undoing and exporting: the wizard, the command line and the API call these and nothing below them."""

from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.report import report_of
from keyaccount.surfaces.exchange.models import Import
from keyaccount.surfaces.exchange.presets import PRESETS
from keyaccount.surfaces.exchange.services.deciding import change_columns, change_entity, change_options
from keyaccount.surfaces.exchange.services.exporting import EXPORTS, ExportStream, export_rows
from keyaccount.surfaces.exchange.services.finding import import_visible_to, imports_visible_to
from keyaccount.surfaces.exchange.services.rejected import rejected_csv
from keyaccount.surfaces.exchange.services.running import (
    check_import,
    enqueue_check,
    enqueue_import,
    run_import,
)
from keyaccount.surfaces.exchange.services.starting import (
    DateFormatNeeded,
    NothingToImport,
    UnknownPreset,
    discard_import,
    start_import,
)
from keyaccount.surfaces.exchange.services.undoing import UndoRefused, enqueue_undo, undo_import

DATE_FORMATS = ("iso", "ymd", "dmy", "mdy", "zh", "serial")


def report(import_id: int) -> dict[str, object]:
    """The report of an import as JSON can hold it, in the language of the moment."""
    return report_of(Import.objects.get(pk=import_id))


__all__ = [
    "DATE_FORMATS",
    "EXPORTS",
    "PRESETS",
    "DateFormatNeeded",
    "ExportStream",
    "ImportOptions",
    "NothingToImport",
    "UndoRefused",
    "UnknownPreset",
    "change_columns",
    "change_entity",
    "change_options",
    "check_import",
    "discard_import",
    "enqueue_check",
    "enqueue_import",
    "enqueue_undo",
    "export_rows",
    "import_visible_to",
    "imports_visible_to",
    "rejected_csv",
    "report",
    "run_import",
    "start_import",
    "undo_import",
]
