"""The tables of a workspace, read and written in a form that both databases understand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models

Model: TypeAlias = type[models.Model]

MADE_BY_MIGRATING = {"contenttypes", "auth"}  # Django writes these rows itself
SHORT_LIVED = {"sessions", "axes"}  # who is signed in, and wrong passwords: not taken along
BATCH = 2000


def kept_models(registry: Apps) -> list[Model]:
    """Every model whose rows a backup holds."""
    left_out = MADE_BY_MIGRATING | SHORT_LIVED
    found = registry.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label not in left_out and _has_table(model)]


def cleared_models(registry: Apps) -> list[Model]:
    """Every model whose rows go before a restore: those of a backup, and who was signed in."""
    found = registry.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label not in MADE_BY_MIGRATING and _has_table(model)]


def _has_table(model: Model) -> bool:
    return model._meta.managed and not model._meta.proxy


def columns_of(model: Model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def lines_of(model: Model, count: Callable[[], None]) -> Iterator[bytes]:
    """The rows as JSON lines; `count` is called for each."""
    rows = model._base_manager.order_by("pk").values_list(*columns_of(model)).iterator(chunk_size=BATCH)
    for row in rows:
        count()
        yield (json.dumps(row, ensure_ascii=False, default=_neutral, separators=(",", ":")) + "\n").encode()


def _neutral(value: Any) -> Any:
    """What JSON has no word for, as the model's field reads it back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"a backup cannot hold {type(value).__name__}")


def write_rows(model: Model, columns_given: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows that `lines_of` wrote, their values in the order of the columns given; how many there were."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns_given]
    prepared = (tuple(_stored(field, value) for field, value in zip(fields, row, strict=True)) for row in rows)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return (_copy if connection.vendor == "postgresql" else _insert)(table, columns, len(fields), prepared)


def _stored(field: models.Field[Any, Any], value: Any) -> Any:
    """A neutral value as the database in use takes it."""
    given = value if isinstance(field, models.JSONField) else field.to_python(value)
    return field.get_db_prep_save(given, connection)


def _copy(table: str, columns: str, width: int, rows: Iterable[tuple[Any, ...]]) -> int:
    written = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def _insert(table: str, columns: str, width: int, rows: Iterable[tuple[Any, ...]]) -> int:
    marks = ", ".join(["%s"] * width)
    command = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  (names of our own tables)
    waiting, written = iter(rows), 0
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(command, batch)
            written += len(batch)
    return written


def clear(found: Sequence[Model]) -> None:
    """Remove every row, inside the caller's transaction; foreign keys are checked when that ends."""
    names = [connection.ops.quote_name(model._meta.db_table) for model in found]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  (names of our own tables)


def reset_sequences(found: Sequence[Model]) -> None:
    """Let new rows continue after the highest id (SQLite sees to that itself)."""
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(command)
