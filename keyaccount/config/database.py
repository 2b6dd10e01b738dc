"""Where the data lives: KEYACCOUNT_DATABASE_URL, or an SQLite file under the data folder."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SAFE_SQLITE = (3, 51, 3)  # earlier ones can corrupt a WAL file when two connections checkpoint at once

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
}

# Most questions take a few milliseconds: compiling them, or starting helpers for them, would take longer.
# A pooler that takes no such words wants `?options=` at the end of the address.
POSTGRES_OPTIONS = "-c jit=off -c min_parallel_index_scan_size=32MB -c min_parallel_table_scan_size=128MB"


def use_safe_sqlite() -> None:
    """Put the bundled SQLite in the place of an older system one; nothing to do where it is new enough."""
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return
    if find_spec("pysqlite3") is None:
        return
    sys.modules["sqlite3"] = import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = import_module("pysqlite3.dbapi2")


def from_url(url: str, *, default_file: Path) -> dict[str, Any]:
    """Django's DATABASES entry for sqlite:///file or postgres://user:password@host:port/name?option=value."""
    if not url:
        return _sqlite(str(default_file))
    parts = urlsplit(url)
    if parts.scheme in {"sqlite", "sqlite3"}:
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise ValueError(f"KEYACCOUNT_DATABASE_URL starts with {parts.scheme!r}; use sqlite:///… or postgres://…")


def _sqlite(name: str) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS)}


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = {"options": POSTGRES_OPTIONS, **dict(parse_qsl(parts.query, keep_blank_values=True))}
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
