"""A migrated SQLite database in a drawer: the migrations take ten seconds, a copy of what they made takes none."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
DRAWER = ROOT / ".pytest_cache" / "migrated"
IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # as Django names it for a test


@contextmanager
def taken_out() -> Iterator[None]:
    """Around the making of the test's database: it finds the migrations done, or leaves them done for the next run."""
    if connection.vendor != "sqlite":
        yield
        return
    kept = _kept()
    with closing(sqlite3.connect(IN_MEMORY, uri=True)) as memory:
        if kept.exists():
            with closing(sqlite3.connect(kept)) as file:
                file.backup(memory)
            yield
        else:
            yield
            _put_away(memory, kept)


def copy_to(file: Path) -> None:
    """For a process that a test starts: the tables, if they lie in the drawer; if not, it makes them itself."""
    kept = _kept()
    if kept.exists():
        shutil.copy(kept, file)


def _kept() -> Path:
    return DRAWER / f"{_fingerprint()}.sqlite3"


def _put_away(memory: sqlite3.Connection, kept: Path) -> None:
    DRAWER.mkdir(parents=True, exist_ok=True)
    for older in DRAWER.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(half)) as file:
        memory.backup(file)
    half.replace(kept)


def _fingerprint() -> str:
    """Changes with any migration of ours and with the versions of those that come in packages."""
    seen = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "keyaccount").glob("*/*/migrations/*.py")):
        seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()[:16]
