"""Pages that begin after a row instead of at a number, so that rows which come or go in between shift nothing.

Rows without a value come last, whether the order rises or falls, on both databases. Ties are ordered by id, in the
direction of the first key. A page of rows with a value in the first key and one of rows without are two queries: so the
database can take either from an index.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Invalid

Row = TypeVar("Row", bound=models.Model)


class CursorUnreadable(Invalid):
    message = _("“after” is not a place in this list. Take it from “next”, with the same order.")


class NoSuchOrder(Invalid):
    message = _("This list cannot be ordered by “%(name)s”. It can by %(known)s.")


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list may be ordered by: a column of the model, and whether it may be empty."""

    column: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    sort: Sort
    falling: bool

    @property
    def token(self) -> str:
        return f"-{self.name}" if self.falling else self.name

    def order(self) -> OrderBy | str:
        if not self.sort.nullable:
            return f"-{self.sort.column}" if self.falling else self.sort.column
        column = F(self.sort.column)
        return column.desc(nulls_last=True) if self.falling else column.asc(nulls_last=True)

    def equals(self, value: Any) -> Q:
        return Q(**{f"{self.sort.column}__isnull": True}) if value is None else Q(**{self.sort.column: value})

    def beyond(self, value: Any) -> Q | None:
        """Rows after the value in this key; None when there can be none, because the empty ones are last."""
        if value is None:
            return None
        later = Q(**{f"{self.sort.column}__{'lt' if self.falling else 'gt'}": value})
        return later | Q(**{f"{self.sort.column}__isnull": True}) if self.sort.nullable else later


ID = Sort("id")


def keys_of(text: str, sorts: Mapping[str, Sort]) -> list[Key]:
    """`-amount,name` as keys, ended by id, after which nothing is left to decide; a name that comes again is idle."""
    keys: dict[str, Key] = {}
    for part in text.split(","):
        falling, name = part.strip().startswith("-"), part.strip().removeprefix("-")
        if name not in sorts:
            raise NoSuchOrder(name=name, known=", ".join(sorted(sorts)))
        keys.setdefault(name, Key(name, sorts[name], falling))
    ordered = list(keys.values())
    if "id" in keys:
        return ordered[: ordered.index(keys["id"]) + 1]
    return [*ordered, Key("id", ID, ordered[0].falling)]


def page(rows: QuerySet[Row], keys: Sequence[Key], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """At most `limit` rows after the cursor, and the cursor of the page after them."""
    found = _found(rows, keys, None, limit + 1) if cursor is None else _found_from(rows, keys, cursor, limit + 1)
    following = write_cursor(found[limit - 1], keys) if len(found) > limit else None
    return found[:limit], following


def _found_from(rows: QuerySet[Row], keys: Sequence[Key], cursor: str, most: int) -> list[Row]:
    try:
        return _found(rows, keys, read_cursor(cursor, keys), most)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:  # values that these columns cannot hold
        raise CursorUnreadable from error


def _found(rows: QuerySet[Row], keys: Sequence[Key], place: Sequence[Any] | None, most: int) -> list[Row]:
    first = keys[0]
    if not first.sort.nullable:
        return list(_after(rows, keys, place).order_by(*(key.order() for key in keys))[:most])
    found: list[Row] = []
    if place is None or place[0] is not None:
        plain = [Key(first.name, Sort(first.sort.column), first.falling), *keys[1:]]
        filled = _after(rows.filter(**{f"{first.sort.column}__isnull": False}), plain, place)
        found = list(filled.order_by(*(key.order() for key in plain))[:most])
        place = None
    if len(found) < most:
        empty = _after(rows.filter(**{f"{first.sort.column}__isnull": True}), keys[1:], place[1:] if place else None)
        found += empty.order_by(*(key.order() for key in keys[1:]))[: most - len(found)]
    return found


def _after(rows: QuerySet[Row], keys: Sequence[Key], place: Sequence[Any] | None) -> QuerySet[Row]:
    """Rows after the place: beyond it in the first key, or equal there and beyond it in the second, and so on."""
    if place is None:
        return rows
    reach, same = Q(pk__in=()), Q()
    for key, value in zip(keys, place, strict=True):
        beyond = key.beyond(value)
        if beyond is not None:
            reach |= same & beyond
        same &= key.equals(value)
    return rows.filter(reach, _from(keys[0], place[0]))


def _from(key: Key, value: Any) -> Q:
    """The same again as one plain bound on the first key, for the database to begin its index scan at."""
    if value is None or key.sort.nullable:
        return Q()
    return Q(**{f"{key.sort.column}__{'lte' if key.falling else 'gte'}": value})


def write_cursor(row: models.Model, keys: Sequence[Key]) -> str:
    place = [_plain(_value(row, key.sort.column)) for key in keys]
    text = json.dumps([",".join(key.token for key in keys), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, keys: Sequence[Key]) -> list[Any]:
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorUnreadable from error
    if not isinstance(read, list) or len(read) != len(keys) + 1 or read[0] != ",".join(key.token for key in keys):
        raise CursorUnreadable
    if not all(value is None or isinstance(value, str) for value in read[1:]) or read[-1] is None:
        raise CursorUnreadable
    if any("\x00" in value for value in read[1:] if value):
        raise CursorUnreadable
    return read[1:]


def _value(row: models.Model, column: str) -> Any:
    value: Any = row
    for part in column.split("__"):
        value = None if value is None else getattr(value, part)
    return value


def _plain(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)
