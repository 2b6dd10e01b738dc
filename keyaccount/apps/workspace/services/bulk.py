"""Writing thousands of rows at once: COPY on PostgreSQL, executemany on SQLite, through the same few functions.

Rows are sequences of the values a model's fields hold (Decimal, date, aware datetime, id), in the order of the given
columns. Nothing here checks rights or keeps history: it is what the loading services of the domains are made of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.timezone import is_aware

from keyaccount.apps.workspace.fields import ScaledField

CHUNK = 2000
Item = TypeVar("Item")
Values = Sequence[Any]
Model = type[models.Model]
Convert = Callable[[Any], Any]


def allocate(model: Model, count: int) -> list[int]:
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


def insert(model: Model, columns: Sequence[str], rows: Iterable[Values], same: Mapping[str, Any] | None = None) -> None:
    """Insert the rows; `columns` are attribute names (`owner_id`). same: columns that hold one value in all rows.
    Without the column `id` the database numbers them."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    stored = [_stored(model, name, values) for name, values in zip(columns, by_column, strict=True)]
    fixed = {name: _stored(model, name, [value])[0] for name, value in (same or {}).items()}
    names = ", ".join(f'"{_field(model, name).column}"' for name in (*columns, *fixed))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                copy.write(copy_text(stored, list(fixed.values())))
            return
        marks = ", ".join(["%s"] * (len(columns) + len(fixed)))
        whole = [(*row, *fixed.values()) for row in zip(*stored, strict=True)]
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', whole)  # noqa: S608  # our own names


def copy_text(columns: Sequence[Values], fixed: Values = ()) -> str:
    """Columns of values as the lines that COPY reads, each ended by the fixed values."""
    written = [_copy_column(values) for values in columns]
    end = "".join(f"\t{text}" for text in _copy_column(fixed)) + "\n"
    return end.join(map("\t".join, zip(*written, strict=True))) + end


def _copy_column(values: Values) -> list[str]:
    kinds = set(map(type, values))
    if kinds == {str} and _is_plain("".join(values)):
        return list(values)
    if not kinds & {str, type(None)}:
        return list(map(str, values))
    return [
        "\\N" if value is None else _copy_escaped(value) if isinstance(value, str) else str(value) for value in values
    ]


def _copy_escaped(text: str) -> str:
    if _is_plain(text):
        return text
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _is_plain(text: str) -> bool:
    """Whether COPY reads every character as itself."""
    return not ("\\" in text or "\n" in text or "\t" in text or "\r" in text)


def update(model: Model, columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Set the columns of existing rows; each row is its id followed by the values."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    stored = [_stored(model, name, values) for name, values in zip(["id", *columns], by_column, strict=True)]
    table = model._meta.db_table
    fields = [_field(model, name) for name in columns]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = ", ".join(f"%s::{_plain_type(field)}[]" for field in [model._meta.pk, *fields])
            names = ", ".join(f"c{place}" for place in range(len(columns)))
            settings = ", ".join(f'"{field.column}" = u.c{place}' for place, field in enumerate(fields))
            cursor.execute(
                f'UPDATE "{table}" AS t SET {settings} FROM unnest({given}) AS u(id, {names}) WHERE t.id = u.id',  # noqa: S608
                stored,
            )
            return
        settings = ", ".join(f'"{field.column}" = %s' for field in fields)
        values = list(zip(*stored[1:], stored[0], strict=True))
        cursor.executemany(f'UPDATE "{table}" SET {settings} WHERE id = %s', values)  # noqa: S608


def delete(model: Model, pks: Iterable[int]) -> None:
    """Delete rows by id and nothing else: who refers to them is the caller's concern."""
    for some in chunked(pks):
        rows = model._default_manager.filter(pk__in=some)
        rows._raw_delete(rows.db)


def chunked(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    source = iter(items)
    while some := list(islice(source, size)):
        yield some


def refresh_statistics(*of: Model) -> None:
    """Let the planner know what the tables hold now, instead of whenever it next looks by itself."""
    with connection.cursor() as cursor:
        for model in of:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


# ── Values as the database takes them ──


def _stored(model: Model, name: str, values: Values) -> list[Any]:
    convert = _convert(model, name)
    return list(values) if convert is None else [None if value is None else convert(value) for value in values]


def _convert(model: Model, name: str) -> Convert | None:
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
def _field(model: Model, name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in {field.attname, field.name})


def _plain_type(field: Any) -> str:
    """The column's type without what only stands where it is made (`GENERATED BY DEFAULT …`)."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
