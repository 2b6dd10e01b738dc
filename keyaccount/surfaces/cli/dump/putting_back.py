"""Restoring a backup: everything is verified first, then written in one transaction, on either database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.apps.registry import Apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from keyaccount import __version__
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.dump.archive import BackupDamaged, BackupTooNew, Manifest, Reader, opened
from keyaccount.surfaces.cli.dump.tables import clear, cleared_models, kept_models, reset_sequences, write_rows


class OtherVersion(Fact):
    message = gettext_noop(
        "The database here is at another version than the backup, so its data cannot be replaced. Restore into an "
        "empty database: name one with KEYACCOUNT_DATABASE_URL. Nothing was changed."
    )


def put_back(file: Path, *, files: Path, now: datetime) -> Manifest:
    """Replace everything in the database and the folder of files by what the backup holds, or change nothing."""
    with opened(file, __version__) as backup:
        registry = _tables_for(backup.manifest)
        with _files_beside(backup, files, now), transaction.atomic():
            _load(backup, registry)
        edge.migrate()
        return backup.manifest


def _tables_for(manifest: Manifest) -> Apps:
    """Bring an empty database to the version of the backup; the models as they were then."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest.migrations}
    if not wanted <= set(executor.loader.disk_migrations) | set(executor.loader.replacements):
        raise BackupTooNew(version=manifest.version, here=__version__)
    applied = set(executor.loader.applied_migrations)
    if applied - wanted:
        raise OtherVersion
    targets = _last_of_each(executor, wanted)
    if wanted - applied:
        executor.migrate(targets)
        executor.loader.build_graph()
    registry: Apps = executor.loader.project_state(targets).apps
    return registry


def _last_of_each(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The migrations of the backup that no other one of it builds on within the same app."""
    graph = executor.loader.graph
    parents = {parent.key for name in wanted for parent in graph.node_map[name].parents if parent.key[0] == name[0]}
    return sorted(wanted - parents)


def _load(backup: Reader, registry: Apps) -> None:
    clear(cleared_models(registry))
    kept = kept_models(registry)
    for model in kept:
        table = backup.manifest.table(model._meta.label_lower)
        if table is not None and write_rows(model, table.columns, backup.rows(table)) != table.rows:
            raise BackupDamaged(member=table.name)
    reset_sequences(kept)
    connection.check_constraints()


@contextmanager
def _files_beside(backup: Reader, files: Path, now: datetime) -> Iterator[None]:
    """Write the files beside their place, and put them there once the database is committed."""
    fresh = files.with_name(f"{files.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for name in backup.files():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as written:
                written.writelines(backup.chunks(f"files/{name}"))
        yield
        if files.exists() and any(files.iterdir()):
            files.rename(files.with_name(f"{files.name}.before-{now:%Y%m%d-%H%M%S}"))
        elif files.exists():
            files.rmdir()
        fresh.rename(files)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
