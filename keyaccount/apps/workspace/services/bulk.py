"""Writing thousands of rows at once: COPY on PostgreSQL, executemany on SQLite, through the same few functions.

Rows are sequences of the values a model's fields hold (Decimal, date, aware datetime, id), in the order of the given
columns. Nothing here checks rights or keeps history: it is what the loading services of the domains are made of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.timezone import is_aware

from keyaccount.apps.workspace.fields import ScaledField

CHUNK = 2000
Item = TypeVar("Item")
Values = Sequence[Any]
Convert = Callable[[Any], Any]


def allocate(model: type[models.Model], count: int) -> list[int]:
    """So many unused ids. Call it in the transaction that uses them: SQLite holds its only writer there."""
    if not connection.in_atomic_block:
        raise RuntimeError("ids are allocated in the transaction that uses them")
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
            )
            return [found for (found,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert the rows; `columns` are attribute names (`owner_id`)."""
    stored = _stored(model, columns, rows)
    names = ", ".join(f'"{_field(model, name).column}"' for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in stored:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(stored))  # noqa: S608  # names of our own models


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Set the columns of existing rows; each row is its id followed by the values."""
    stored = list(_stored(model, ["id", *columns], rows))
    if not stored:
        return
    table = model._meta.db_table
    fields = [_field(model, name) for name in columns]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = ", ".join(f"%s::{_plain_type(field)}[]" for field in [model._meta.pk, *fields])
            names = ", ".join(f"c{place}" for place in range(len(columns)))
            settings = ", ".join(f'"{field.column}" = u.c{place}' for place, field in enumerate(fields))
            cursor.execute(
                f'UPDATE "{table}" AS t SET {settings} FROM unnest({given}) AS u(id, {names}) WHERE t.id = u.id',  # noqa: S608
                [list(column) for column in zip(*stored, strict=True)],
            )
            return
        settings = ", ".join(f'"{field.column}" = %s' for field in fields)
        cursor.executemany(
            f'UPDATE "{table}" SET {settings} WHERE id = %s',  # noqa: S608
            [(*row[1:], row[0]) for row in stored],
        )


def delete(model: type[models.Model], pks: Iterable[int]) -> None:
    """Delete rows by id and nothing else: who refers to them is the caller's concern."""
    for some in chunked(pks):
        rows = model._default_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)


def chunked(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    source = iter(items)
    while some := list(islice(source, size)):
        yield some


def refresh_statistics(*of: type[models.Model]) -> None:
    """Let the planner know what the tables hold now, instead of whenever it next looks by itself."""
    with connection.cursor() as cursor:
        for model in of:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


# ── Values as the database takes them ──


def _stored(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> Iterator[Values]:
    converts = [(place, convert) for place, name in enumerate(columns) if (convert := _convert(model, name))]
    if not converts:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, convert in converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield values


def _convert(model: type[models.Model], name: str) -> Convert | None:
    field = _field(model, name)
    if isinstance(field, ScaledField):
        return field.to_stored
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=field.encoder)
    if connection.vendor != "sqlite":
        return None
    return _for_sqlite(field)


def _for_sqlite(field: models.Field[Any, Any]) -> Convert | None:
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return lambda value: value.isoformat()
    if isinstance(field, models.DecimalField):
        return lambda value: connection.ops.adapt_decimalfield_value(value, field.max_digits, field.decimal_places)
    return None


def _moment(value: Any) -> str:
    if not is_aware(value):
        raise ValueError("a moment without a zone")
    return str(connection.ops.adapt_datetimefield_value(value))


@lru_cache(maxsize=512)
def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in {field.attname, field.name})


def _plain_type(field: Any) -> str:
    """The column's type without what only stands where it is made (`GENERATED BY DEFAULT …`)."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
