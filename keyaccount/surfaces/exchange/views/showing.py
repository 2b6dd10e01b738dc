"""What the wizard's page shows of an import: the step it has reached, its files, its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.workspace.models import FieldKind, JobStatus, On
from keyaccount.figures.figure import Text
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.entities.registry import ENTITIES, entity_now
from keyaccount.surfaces.exchange.forms import OptionsForm
from keyaccount.surfaces.exchange.models import Import, ImportFile, ImportStatus
from keyaccount.surfaces.exchange.services.new_fields import NEW
from keyaccount.surfaces.exchange.services.starting import missing_fields

STEPS: tuple[Text, ...] = (
    gettext_lazy("Bring files"),
    gettext_lazy("Match columns"),
    gettext_lazy("Check"),
    gettext_lazy("Run"),
    gettext_lazy("Report"),
)
DAYS: dict[str, str] = {
    "iso": "2026-11-19",
    "ymd": "2026-11-19, 2026/11/19",
    "dmy": "19/11/2026",
    "mdy": "11/19/2026",
    "zh": "2026年11月19日",
    "serial": "46345",
}
DELIMITERS: dict[str, Text] = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": "|",
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One heading: what it fills, some of its cells, and the ways its dates can be read (one: it is certain)."""

    name: str
    heading: str
    field: str
    samples: tuple[str, ...]
    days: tuple[tuple[str, str], ...]
    day: str


@dataclass(frozen=True, slots=True)
class FilePanel:
    file: ImportFile
    fields: tuple[tuple[str, Text], ...]
    columns: tuple[ColumnLine, ...]
    missing: tuple[str, ...]
    separator: Text
    new_kinds: tuple[tuple[str, Text], ...] = ()


def context_of(imp: Import) -> dict[str, Any]:
    job = imp.job
    under_way = job is not None and not job.is_over
    step = _step(imp, under_way=under_way)
    return {
        "imp": imp,
        "job": job,
        "under_way": under_way,
        "failed": job.message if job is not None and job.status == JobStatus.FAILED else "",
        "poll_url": reverse("exchange:import", args=[imp.pk]) if under_way else "",
        "step": step,
        "steps": [
            {"label": label, "done": place < step, "current": place == step} for place, label in enumerate(STEPS, 1)
        ],
        "entities": [(key, entity.title) for key, entity in ENTITIES.items()],
        "files": [_panel(file) for file in imp.files.order_by("position")] if step == 2 and not under_way else [],
        "options": _options(imp),
        "report": imp.check_report if imp.status == ImportStatus.DRAFT else services.report(imp.pk),
        "preset": services.PRESETS[imp.preset].title,
    }


def _step(imp: Import, *, under_way: bool) -> int:
    if imp.status == ImportStatus.DRAFT:
        if under_way:
            return 3 if imp.job is not None and imp.job.kind == "exchange.check" else 4
        return 3 if imp.check_report else 2
    return 4 if under_way and imp.status == ImportStatus.RUNNING else 5


def _options(imp: Import) -> OptionsForm:
    kept = services.ImportOptions.from_json(imp.options)
    return OptionsForm(initial={"as_of": kept.as_of, "mode": kept.mode, "duplicates": kept.duplicates})


def _panel(file: ImportFile) -> FilePanel:
    entity = entity_now(file.entity) if file.entity else None
    fields = tuple((field.key, field.title) for field in entity.fields) if entity else ()
    return FilePanel(
        file=file,
        fields=fields,
        columns=tuple(_line(file, place, column) for place, column in enumerate(file.columns)),
        missing=tuple(missing_fields(file)) if entity else (),
        new_kinds=_new_kinds(file),
        separator=DELIMITERS.get(file.delimiter, file.delimiter) or gettext("Excel sheet"),
    )


def _new_kinds(file: ImportFile) -> tuple[tuple[str, Text], ...]:
    """What a heading that fills nothing can become, by an administrator."""
    if file.entity not in On.values or not file.of.owner.role.may_administer:
        return ()
    return tuple((f"{NEW}{kind}", label) for kind, label in FieldKind.choices)


def _line(file: ImportFile, place: int, column: dict[str, Any]) -> ColumnLine:
    return ColumnLine(
        name=f"{file.pk}-{place}",
        heading=column["heading"],
        field=column["field"],
        samples=tuple(column["samples"][:3]),
        days=tuple((key, DAYS.get(key, key)) for key in column.get("days") or ()),
        day=column.get("day") or "",
    )
