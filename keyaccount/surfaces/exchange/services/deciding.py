"""What a person decides about an import before it runs: options, what each file holds, which column fills what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.planning import plan_columns, settle_days
from keyaccount.surfaces.exchange.engine.recognising import recognise
from keyaccount.surfaces.exchange.engine.running import folder_of
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.models import Import, ImportFile, ImportStatus
from keyaccount.surfaces.exchange.presets import PRESETS
from keyaccount.surfaces.exchange.services.new_fields import make_new_fields

ORDER = list(ENTITIES)


@transaction.atomic
def change_options(import_id: int, *, options: ImportOptions, act: Act) -> Import:
    imp = _draft(import_id, act)
    imp.options = replace(options, entities={}, columns={}).as_json()
    imp.check_report = None
    imp.save(update_fields=["options", "check_report"])
    return imp


@transaction.atomic
def change_entity(file_id: int, *, entity: str, act: Act) -> ImportFile:
    """Say what a file holds (empty: leave it out of this import); its columns are matched anew."""
    file = _file(file_id, act)
    seen = recognise(file.name, _headings(file), PRESETS[file.of.preset], entity) if entity else None
    file.entity, file.rule = entity, seen.rule if seen else None
    _plan(file, dict(seen.columns) if seen else {}, {})
    file.save(update_fields=["entity", "rule", "columns"])
    _sort(file.of)
    return file


@transaction.atomic
def change_columns(file_id: int, *, fields: Mapping[str, str], days: Mapping[str, str], act: Act) -> ImportFile:
    """Say which field each heading fills (`new:…` makes a custom field), and how its dates are written."""
    file = _file(file_id, act)
    made = make_new_fields(file.entity, _headings(file), fields, folder_of(file.of) / file.path, act)
    _plan(file, made, days)
    file.save(update_fields=["columns"])
    return file


def _plan(file: ImportFile, fields: Mapping[str, str], days: Mapping[str, str]) -> None:
    """Columns whose field stays keep what was decided about them."""
    before = {column["heading"]: column for column in file.columns}
    samples = list(zip(*(_padded(column["samples"], file.columns) for column in file.columns), strict=True))
    path = folder_of(file.of) / file.path
    options = ImportOptions.from_json(file.of.options)
    file.columns = plan_columns(path, _headings(file), samples, file.entity, fields, load_workspace().zone)
    settle_days(file.columns, options, PRESETS[file.of.preset])
    for column in file.columns:
        same = before[column["heading"]]["field"] == column["field"]
        chosen = days.get(column["heading"]) or (before[column["heading"]].get("day") if same else "")
        if "days" in column and chosen:
            column["day"] = chosen
    Import.objects.filter(pk=file.of_id).update(check_report=None)


def _padded(samples: Sequence[str], columns: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    longest = max((len(column["samples"]) for column in columns), default=0)
    return [*samples, *[""] * (longest - len(samples))]


def _headings(file: ImportFile) -> list[str]:
    return [column["heading"] for column in file.columns]


def _sort(imp: Import) -> None:
    """Files come in the order in which their entities need each other."""
    files = sorted(imp.files.all(), key=lambda one: ORDER.index(one.entity) if one.entity else len(ORDER))
    for shift in (1000, 0):  # no two files may stand in one place, not even for a moment
        for position, file in enumerate(files):
            ImportFile.objects.filter(pk=file.pk).update(position=position + shift)


def _file(file_id: int, act: Act) -> ImportFile:
    file = ImportFile.objects.select_related("of").filter(pk=file_id).first()
    if file is None:
        raise NotFound
    _draft(file.of_id, act)
    return file


def _draft(import_id: int, act: Act) -> Import:
    imp = Import.objects.visible_to(act.actor).select_for_update().filter(pk=import_id).first()
    if imp is None:
        raise NotFound
    if imp.status != ImportStatus.DRAFT or not act.actor.role.may_import:
        raise NotAllowed
    return imp
