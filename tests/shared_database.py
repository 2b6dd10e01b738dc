"""A database that other processes can open beside the test: the PostgreSQL one, or a file for SQLite's memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote


@contextmanager
def shared_database(folder: Path) -> Iterator[str]:
    """The address of a database that holds what the test's own holds now, and that the test uses from now on."""
    from django.db import connection, connections

    if connection.vendor == "postgresql":
        yield _postgres_url(connection.settings_dict)
        return
    file = folder / "shared.sqlite3"
    memory = connections["default"]
    copy_into(file)
    on_file = connections.create_connection("default")
    on_file.settings_dict = {**memory.settings_dict, "NAME": str(file)}
    connections["default"] = on_file
    try:
        yield f"sqlite:///{file}"
    finally:
        on_file.close()
        connections["default"] = memory


def _postgres_url(of: dict[str, Any]) -> str:
    return f"postgres://{quote(of['USER'])}:{quote(of['PASSWORD'])}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def copy_into(file: Path) -> None:
    """What the test's database in memory holds now."""
    from django.db import connection

    from keyaccount.config import database

    database.use_safe_sqlite()
    import sqlite3

    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as target:
        connection.connection.backup(target)
