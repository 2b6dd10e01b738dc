"""Indexes for a `search` column on PostgreSQL; SQLite scans it (workspace.searching says what they serve).

Letters: trigrams, by the extension pg_trgm, which a database owner may add since PostgreSQL 13. Where the server does not
offer it, search works without, by reading the table. Characters: those outside ASCII, one by one, for words too short
for trigrams.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, migrations, transaction

CHARACTERS = "(string_to_array(regexp_replace({column}, '[ -~]+', '', 'g'), NULL))"


def search_index(table: str, name: str, column: str = "search") -> migrations.RunPython:
    def add(apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        if _has_trigrams(editor.connection):
            editor.execute(f"CREATE INDEX {name}_letters ON {table} USING gin ({column} gin_trgm_ops)")
        editor.execute(f"CREATE INDEX {name}_characters ON {table} USING gin ({CHARACTERS.format(column=column)})")

    def drop(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP INDEX IF EXISTS {name}_letters, {name}_characters")

    return migrations.RunPython(add, drop)


def _has_trigrams(connection: Any) -> bool:
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True
