"""The report of an import: what was read, made, changed, left as it was and refused, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.running import Runner, reason_of
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.models import Import, ImportFile, ImportStatus, Rejection
from keyaccount.surfaces.exchange.presets import PRESETS

COUNTS = ("read", "created", "updated", "unchanged", "rejected")
SHOWN = 50
NOTES = {
    "base_currency": gettext_noop(
        "The base currency of the workspace was set to %(what)s: nothing in it was counted in money yet."
    ),
    "no_rate": gettext_noop("%(count)d yearly revenues were left out: there is no exchange rate for their currency."),
    "similar": gettext_noop(
        "%(count)d new rows (%(what)s) look like records that are there and are added all the same."
    ),
    "empty": gettext_noop("%(count)d different names in “%(what)s” are unknown; those fields were left empty."),
}
UNDOABLE = {ImportStatus.DONE, ImportStatus.STOPPED}


def report_of(imp: Import) -> dict[str, Any]:
    """The report of what was written so far."""
    files = list(imp.files.order_by("position"))
    refused = {file.pk: Rejection.objects.filter(file=file).order_by("row")[:SHOWN] for file in files}
    reasons = {pk: [(one.row, one.reasons) for one in rows] for pk, rows in refused.items()}
    return _report(imp, files, reasons, imp.notes, imp.also_created, dry_run=False)


def report_of_check(runner: Runner) -> dict[str, Any]:
    """The same report of a dry run, from what it would have done."""
    refused = {
        file.pk: sorted(runner.refused[file.position], key=lambda one: one.number)[:SHOWN] for file in runner.files
    }
    reasons = {
        pk: [(one.number, [reason_of(fact) for fact in one.reasons]) for one in rows] for pk, rows in refused.items()
    }
    return _report(runner.imp, runner.files, reasons, runner.run.notes.counts, runner.run.also_created, dry_run=True)


def _report(
    imp: Import,
    files: Sequence[ImportFile],
    reasons: Mapping[int, Sequence[tuple[int, list[dict[str, Any]]]]],
    notes: Mapping[str, int],
    also_created: Mapping[str, int],
    *,
    dry_run: bool,
) -> dict[str, Any]:
    totals = {name: sum(getattr(file, name) for file in files) for name in COUNTS}
    options = ImportOptions.from_json(imp.options)
    return {
        "id": imp.pk,
        "preset": imp.preset,
        "status": "checked" if dry_run else imp.status,
        "dry_run": dry_run,
        "mode": options.mode,
        "as_of": options.as_of.isoformat() if options.as_of else None,
        **totals,
        "reconciles": all(_reconciles(file) for file in files),
        "files": [_file(file, reasons.get(file.pk, ())) for file in files],
        "left_out": [{"name": one["name"], "reason": said([one["reason"]])} for one in imp.left_out],
        "also_created": dict(also_created),
        "notes": [*_notes(notes), *(str(note) for note in _preset_notes(imp, files))],
        "kept": [said([one]) for one in imp.kept],
        "job": imp.job_id,
        "can_undo": not dry_run and imp.status in UNDOABLE,
    }


def _reconciles(file: ImportFile) -> bool:
    return file.read == file.created + file.updated + file.unchanged + file.rejected


def _file(file: ImportFile, reasons: Iterable[tuple[int, list[dict[str, Any]]]]) -> dict[str, Any]:
    days = {column["heading"]: column["day"] for column in file.columns if column["field"] and column.get("day")}
    return {
        "name": file.name,
        "entity": file.entity,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "date_format": ", ".join(dict.fromkeys(days.values())) or None,
        "date_formats": days,
        "rows": file.rows,
        **{name: getattr(file, name) for name in COUNTS},
        "mapped": [one for one in file.mapped if one["count"]],
        "columns": [{"heading": column["heading"], "field": column["field"]} for column in file.columns],
        "similar": [{"row": one["row"], "reason": said([one])} for one in file.similar[:SHOWN]],
        "rejections": [{"row": row, "reason": said(texts)} for row, texts in reasons],
    }


def said(reasons: Iterable[Mapping[str, Any]]) -> str:
    """Kept reasons in the reader's language, and the fields they name."""
    return " ".join(_(one["text"]) % _in_words(one["params"]) for one in reasons)


def _in_words(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _(value) if key == "field" and value else value for key, value in params.items()}


def _notes(notes: Mapping[str, int]) -> list[str]:
    found = []
    for key, count in sorted(notes.items()):  # PostgreSQL keeps no order of keys
        kind, _colon, what = key.partition(":")
        found.append(_(NOTES[kind]) % {"what": _what(kind, what), "count": count})
    return found


def _what(kind: str, what: str) -> str:
    return str(ENTITIES[what].title) if kind == "similar" else what


def _preset_notes(imp: Import, files: Sequence[ImportFile]) -> Sequence[Any]:
    return PRESETS[imp.preset].notes if any(file.entity == "opportunities" for file in files) else ()
