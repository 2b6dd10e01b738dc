"""Pages of a list by keyset: each begins where the last one ended, so the thousandth page costs what the first does.

Rows without a value for the order come last in either direction; the id breaks ties. A cursor is the order's value and
the id of a row, as one text that a link carries.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Invalid

Row = TypeVar("Row")
KEY, TIE = "_page_key", "_page_tie"


@dataclass(frozen=True, slots=True)
class Order:
    """By `field`, falling when `down`; tie: the unique field that decides between equals; filled: never empty."""

    field: str
    down: bool = False
    tie: str = "id"
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after this row, or before it when turning back."""

    value: str | None
    tie: int
    back: bool = False

    def __str__(self) -> str:
        text = json.dumps([self.value, self.tie], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """after and before: the cursors of the pages beside it, empty where there is none."""

    rows: list[Row]
    after: str = ""
    before: str = ""


def cursor_from(after: str = "", before: str = "") -> Cursor | None:
    """The cursor a link carries; None for the first page."""
    text = after or before
    if not text:
        return None
    try:
        value, tie = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Cursor(None if value is None else str(value), int(tie), back=not after)
    except (NotBase64, ValueError, TypeError) as error:
        raise Invalid(_("This link to a page of the list is broken. Start at the first page.")) from error


def page_of(
    rows: QuerySet[Any, Any], columns: tuple[str, ...], order: Order, cursor: Cursor | None, size: int
) -> Page[Any]:
    """One page of the rows as tuples of the columns."""
    keyed = rows.annotate(**{KEY: F(order.field), TIE: F(order.tie)}).order_by()
    back = cursor is not None and cursor.back
    found = _taken(keyed, (*columns, KEY, TIE), order, cursor, size + 1)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    first, last = (_cursor_at(found[0]), _cursor_at(found[-1])) if found else ("", "")
    has_before = more if back else cursor is not None
    has_after = True if back else more
    return Page([row[:-2] for row in found], last if has_after else "", first if has_before else "")


def _taken(
    rows: QuerySet[Any, Any], columns: tuple[str, ...], order: Order, cursor: Cursor | None, size: int
) -> list[Any]:
    """Up to `size` rows from the cursor on, in its direction: one part (with or without value), then the other."""
    back = cursor is not None and cursor.back
    found: list[Any] = []
    for empty in _parts(order, back=back):
        if cursor is not None and (cursor.value is None) != empty and empty == back:
            continue  # the cursor has left this part behind
        part = _part(rows, order, empty=empty)
        if cursor is not None and (cursor.value is None) == empty:
            part = _beyond(part, order, cursor)
        found += part.order_by(*_ordering(order, empty=empty, back=back)).values_list(*columns)[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _parts(order: Order, *, back: bool) -> tuple[bool, ...]:
    if order.filled:
        return (False,)
    return (True, False) if back else (False, True)


def _part(rows: QuerySet[Any, Any], order: Order, *, empty: bool) -> QuerySet[Any, Any]:
    return rows if order.filled else rows.filter(**{f"{order.field}__isnull": empty})


def _beyond(rows: QuerySet[Any, Any], order: Order, cursor: Cursor) -> QuerySet[Any, Any]:
    way = "lt" if order.down != cursor.back else "gt"
    if cursor.value is None:
        return rows.filter(**{f"{order.tie}__{way}": cursor.tie})
    past = Q(**{f"{order.field}__{way}": cursor.value})
    level = Q(**{order.field: cursor.value, f"{order.tie}__{way}": cursor.tie})
    # The first condition says nothing new; it is what lets the database enter its index at the cursor.
    return rows.filter(**{f"{order.field}__{way}e": cursor.value}).filter(past | level)


def _ordering(order: Order, *, empty: bool, back: bool) -> list[str]:
    sign = "-" if order.down != back else ""
    return [f"{sign}{order.tie}"] if empty else [f"{sign}{order.field}", f"{sign}{order.tie}"]


def _cursor_at(row: tuple[Any, ...]) -> str:
    value, tie = row[-2:]
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    return str(Cursor(None if plain is None else str(plain), tie))
