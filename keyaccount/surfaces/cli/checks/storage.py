"""The database, the data folder, the files that pages need, and backups."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.checks.finding import Finding, error, fine, warning
from keyaccount.surfaces.cli.dump.taking import last_backup

OLDEST_POSTGRES = 14
SAFE_SQLITE = (3, 51, 3)  # earlier ones can corrupt a WAL file when two connections checkpoint at once
SKEW = timedelta(seconds=5)
LITTLE_SPACE, TOO_LITTLE_SPACE = 1024**3, 100 * 1024**2
BACKUP_AGE = timedelta(days=7)
NEEDED = ("vendor/tabler/tabler.min.css", "vendor/echarts/echarts.min.js", "ui/css/tokens.css")


def database(now: datetime) -> tuple[bool, list[Finding]]:
    """Whether the database answers, and what is to be said about it."""
    topic = _("Database")
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError) as failure:
        remedy = _("Start it, or mend KEYACCOUNT_DATABASE_URL (sqlite:///file or postgres://user:password@host/name).")
        return False, [error(topic, " ".join(str(failure).split()), remedy)]
    version = _sqlite(topic) if connection.vendor == "sqlite" else _postgres(topic, now)
    return not edge.is_empty(), [*version, _migrations()]


def _sqlite(topic: str) -> Iterator[Finding]:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    named = f"SQLite {sqlite3.sqlite_version}, {connection.settings_dict['NAME']}"
    if version < SAFE_SQLITE:
        yield error(
            topic,
            _("%(named)s. Versions before 3.51.3 can damage the file when two processes write.") % {"named": named},
            _("Install pysqlite3 0.6.1 or newer beside KeyAccount, or use PostgreSQL."),
        )
    else:
        yield fine(topic, named)


def _postgres(topic: str, now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, clock_timestamp()")
        major, there = cursor.fetchone()
    if major < OLDEST_POSTGRES:
        yield error(
            topic, f"PostgreSQL {major}", _("Version %(least)d or newer is needed.") % {"least": OLDEST_POSTGRES}
        )
    else:
        yield fine(topic, f"PostgreSQL {major}")
    if abs(there - now) > SKEW:
        yield warning(
            _("Clock"),
            _("The database's clock differs by %(seconds)d s.") % {"seconds": abs((there - now).total_seconds())},
            _("Let both machines set their clocks by NTP: leases of background jobs depend on it."),
        )


def _migrations() -> Finding:
    topic = _("Tables")
    if edge.is_empty():
        return error(topic, _("The database is empty."), "keyaccount migrate")
    missing = edge.migrations_missing()
    if missing:
        return error(
            topic, _("Older than this version: %(missing)s") % {"missing": ", ".join(missing)}, "keyaccount migrate"
        )
    return fine(topic, _("Up to date."))


def folders(now: datetime) -> Iterator[Finding]:
    yield _data_folder()
    yield _space()
    yield _page_files()
    yield _backup(now)


def _data_folder() -> Finding:
    topic, folder = _("Data folder"), Path(settings.DATA_DIR)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        remedy = _(
            "Make it, and let the user that runs KeyAccount write there; or name another with KEYACCOUNT_DATA_DIR."
        )
        return error(topic, _("%(folder)s cannot be written to.") % {"folder": folder}, remedy)
    return fine(topic, str(folder))


def _space() -> Finding:
    topic, free = _("Disk space"), shutil.disk_usage(_existing(Path(settings.DATA_DIR))).free
    text = _("%(free).1f GB free.") % {"free": free / 1024**3}
    remedy = _("Make room, or move KEYACCOUNT_DATA_DIR to a larger disk.")
    if free < TOO_LITTLE_SPACE:
        return error(topic, text, remedy)
    return warning(topic, text, remedy) if free < LITTLE_SPACE else fine(topic, text)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _page_files() -> Finding:
    topic = _("Files of pages")
    missing = [name for name in NEEDED if finders.find(name) is None]
    if missing:
        remedy = _("Install KeyAccount again with pip: its build brings them.")
        return error(topic, _("Missing: %(names)s") % {"names": ", ".join(missing)}, remedy)
    return fine(topic, _("All there."))


def _backup(now: datetime) -> Finding:
    topic, remedy = (
        _("Backup"),
        _("Let cron run every night: keyaccount backup /safe/place/$(date +%%F).keyaccount") % {},
    )
    last = last_backup(Path(settings.DATA_DIR))
    if last is None:
        return warning(topic, _("None was taken with `keyaccount backup` yet."), remedy)
    text = _("The last one was taken on %(day)s.") % {"day": last.date().isoformat()}
    return warning(topic, text, remedy) if now - last > BACKUP_AGE else fine(topic, text)
