"""Taking a backup while the product runs: one consistent moment of the database, then the uploaded files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from keyaccount import __version__
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli.dump.archive import CHUNK, FORMAT, Manifest, Table, Writer
from keyaccount.surfaces.cli.dump.tables import Model, columns_of, kept_models, lines_of

NOTE = "last-backup"


class FileExists(Fact):
    message = gettext_noop("%(file)s exists already. Choose another name.")


def take_backup(target: Path, *, files: Path, now: datetime) -> Manifest:
    """Write the backup; the file appears under its name only when it is complete."""
    if target.exists():
        raise FileExists(file=target.name)
    part = target.with_name(target.name + ".part")
    try:
        with _private(part) as opened, one_moment():
            manifest = _write(os.fdopen(opened, "wb", closefd=False), files, now)
            os.fsync(opened)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def note_backup(data_folder: Path, now: datetime) -> None:
    """Remember when a backup was taken, for `keyaccount check`."""
    data_folder.mkdir(parents=True, exist_ok=True)
    (data_folder / NOTE).write_text(now.isoformat())


def last_backup(data_folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat((data_folder / NOTE).read_text())
    except (FileNotFoundError, ValueError):
        return None


@contextmanager
def _private(file: Path) -> Iterator[int]:
    """A new file that only its owner reads: it holds the hashes of passwords."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads within see the database as it was at the first one, and writers are not held up."""
    if connection.in_atomic_block:  # under test
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        _execute("BEGIN DEFERRED")  # atomic() would take SQLite's write lock
        try:
            yield
        finally:
            _execute("ROLLBACK")


def _execute(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)


def _write(target: IO[bytes], files: Path, now: datetime) -> Manifest:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    manifest = Manifest(FORMAT, __version__, now.isoformat(), connection.vendor, [list(name) for name in applied])
    writer = Writer(target, manifest)
    try:
        for model in kept_models(apps):
            _write_table(writer, model)
        for file in sorted(found for found in files.rglob("*") if found.is_file()):
            writer.write(f"files/{file.relative_to(files).as_posix()}", _chunks(file))
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    target.flush()
    return manifest


def _write_table(writer: Writer, model: Model) -> None:
    table = Table(model._meta.db_table, model._meta.label_lower, columns_of(model))

    def count() -> None:
        table.rows += 1

    writer.write(f"tables/{table.name}.jsonl", lines_of(model, count))
    writer.manifest.tables.append(table)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk
