"""Beginning an import: the files are brought into one form and understood. No record of the workspace is touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, gettext_noop
from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.planning import plan_columns, settle_days, undecided
from keyaccount.surfaces.exchange.engine.recognising import recognise
from keyaccount.surfaces.exchange.engine.report import said
from keyaccount.surfaces.exchange.engine.running import folder_of
from keyaccount.surfaces.exchange.entities.registry import ENTITIES, entity_now
from keyaccount.surfaces.exchange.models import Import, ImportFile, ImportStatus
from keyaccount.surfaces.exchange.parsing.dates import SPOKEN
from keyaccount.surfaces.exchange.presets import PRESETS, Preset
from keyaccount.surfaces.exchange.reading.facts import FileMissing
from keyaccount.surfaces.exchange.reading.staging import Staged, stage
from keyaccount.surfaces.exchange.reading.tables import Source, sources_in
from keyaccount.surfaces.exchange.services.new_fields import NEW, make_new_fields

ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
ORDER = list(ENTITIES)
MOST_FILES = 20
LEFT_OUT = gettext_noop("It was left out by choice.")


class UnknownPreset(Fact):
    message = _("There is no preset “%(preset)s”. Choose one of: %(known)s.")


class NothingToImport(Fact):
    message = _("Nothing in these files can be imported. %(why)s")


class TooManyFiles(Fact):
    message = _("At most %(most)d files go into one import.")


class DateFormatNeeded(Fact):
    """candidates: the formats that read every cell of the column."""

    message = _(
        "The dates in “%(heading)s” of “%(file)s” (like %(example)s) can be read in several ways: %(candidates)s. Say "
        "which one it is (--date-format). Nothing was changed."
    )


class NotRecognised(Fact):
    message = _("What “%(name)s” holds is not recognised. Say what it is, or leave it out. Nothing was changed.")


class ColumnsMissing(Fact):
    message = _("No column of “%(file)s” fills %(fields)s. Say which one does. Nothing was changed.")


def start_import(
    *,
    paths: Sequence[Path],
    preset: str,
    options: ImportOptions | None = None,
    act: Act,
    ask: bool = False,
    names: Sequence[str] | None = None,
) -> Import:
    """Read and understand the files (a folder stands for its tables). With `ask`, what is not decided yet is left for a
    person to decide; else an ambiguous date format raises DateFormatNeeded. names: what the files are called."""
    options = options or ImportOptions()
    _check(preset, options, act)
    imp = Import(preset=preset, options=options.as_json(), owner=act.actor, created_at=act.now, folder=uuid4().hex)
    folder = folder_of(imp)
    folder.mkdir(parents=True)
    try:
        files = _bring(imp, _files(paths, names), options, folder, act)
        refuse_unready(imp, files, ask=ask)
        _save(imp, files)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return imp


def discard_import(import_id: int, *, act: Act) -> None:
    """Forget an import that was never run, with its files."""
    imp = Import.objects.visible_to(act.actor).filter(pk=import_id).first()
    if imp is None or imp.status != ImportStatus.DRAFT:
        raise NotAllowed
    shutil.rmtree(folder_of(imp), ignore_errors=True)
    imp.delete()


def _check(preset: str, options: ImportOptions, act: Act) -> None:
    if not act.actor.role.may_import:
        raise NotAllowed
    if preset not in PRESETS:
        raise UnknownPreset(preset=preset, known=", ".join(PRESETS))
    if options.date_format and options.date_format not in SPOKEN:
        raise Invalid(
            _("There is no date format “%(name)s”. Choose one of: %(known)s."),
            name=options.date_format,
            known=", ".join(SPOKEN),
        )


def _files(paths: Sequence[Path], names: Sequence[str] | None) -> list[tuple[Path, str]]:
    if names is not None:
        found = list(zip(paths, names, strict=True))
    else:
        found = [(path, path.name) for given in paths for path in _in_folder(given)]
    if len(found) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    return found


def _in_folder(path: Path) -> Iterable[Path]:
    if not path.exists():
        raise FileMissing(name=str(path))
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)


def _bring(
    imp: Import, found: Sequence[tuple[Path, str]], options: ImportOptions, folder: Path, act: Act
) -> list[ImportFile]:
    files: list[ImportFile] = []
    for path, name in found:
        tables = sources_in(
            path, name, limit=settings.UPLOAD_LIMIT, encoding=options.encoding, delimiter=options.delimiter
        )
        files += [made for table in tables if (made := _bring_table(imp, table, options, folder, act))]
    files.sort(key=lambda file: ORDER.index(file.entity) if file.entity else len(ORDER))
    for position, file in enumerate(files):
        file.position = position
    return files


@transaction.atomic
def _save(imp: Import, files: Sequence[ImportFile]) -> None:
    imp.save(force_insert=True)
    for file in files:
        file.of = imp
    ImportFile.objects.bulk_create(files)


def _bring_table(imp: Import, table: Source, options: ImportOptions, folder: Path, act: Act) -> ImportFile | None:
    target = folder / f"{uuid4().hex}.csv"
    staged = stage(table, target)
    preset = PRESETS[imp.preset]
    chosen = options.entities.get(table.name)
    seen = recognise(table.name, staged.headings, preset, chosen or None)
    if chosen == "" or seen.why_not:
        reason = LEFT_OUT if chosen == "" else seen.why_not
        imp.left_out.append({"name": table.name, "reason": {"text": reason, "params": {}}})
        target.unlink()
        return None
    file = ImportFile(name=table.name, path=target.name, entity=seen.entity, rule=seen.rule, rows=staged.rows)
    file.encoding, file.delimiter = table.encoding, table.delimiter
    columns = {**seen.columns, **options.columns.get(table.name, {})}
    if options.new_fields:
        unknown = {heading: NEW for heading, key in columns.items() if not key}
        columns = make_new_fields(seen.entity, staged.headings, {**columns, **unknown}, target, act)
    _plan(file, staged, columns, target, options, preset)
    return file


def _plan(
    file: ImportFile, staged: Staged, columns: dict[str, str], path: Path, options: ImportOptions, preset: Preset
) -> None:
    zone = load_workspace().zone
    file.columns = plan_columns(path, staged.headings, staged.samples, file.entity, columns, zone)
    settle_days(file.columns, options, preset)


def refuse_unready(imp: Import, files: Sequence[ImportFile], *, ask: bool = False) -> None:
    """Raise what still has to be decided before the import can run; with `ask`, only what nobody could decide."""
    if not files:
        why = " ".join(f"{one['name']}: {said([one['reason']])}" for one in imp.left_out)
        raise NothingToImport(why=why)
    if ask:
        return
    for file in files:
        if not file.entity:
            raise NotRecognised(name=file.name)
        missing = missing_fields(file)
        if missing:
            raise ColumnsMissing(file=file.name, fields=", ".join(missing))
        if (column := undecided(file)) is not None:
            raise DateFormatNeeded(
                heading=column["heading"],
                file=file.name,
                example=", ".join(column["examples"]),
                candidates=", ".join(column["days"]),
            )


def missing_fields(file: ImportFile) -> list[str]:
    """Titles of the fields that an entity needs and no column fills."""
    entity = entity_now(file.entity)
    filled = {column["field"] for column in file.columns}
    return [str(entity.field_of(key).title) for key in entity.required if key not in filled]
