"""Which fields of a record the methods may learn from, and how each is read.

Own fields by name; custom fields of every kind that says something about more than one record. Never those that only
the account's own team may read: a chance that moves with them would tell them to others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from keyaccount.apps.workspace.custom_values import PLACES
from keyaccount.apps.workspace.models import FieldKind, On
from keyaccount.apps.workspace.queries.custom_fields import fields_on

UNKNOWN = float("nan")
EPOCH = date(1970, 1, 1)
LONGEST = 60


class Kept(Enum):
    NUMBER = "number"
    KIND = "kind"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Plain:
    """A field of the record itself."""

    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """read: from what is kept, or stood in the audit trail, to a number, a day since 1970 or a text."""

    name: str
    kind: Kept
    read: Callable[[Any], Any]


def columns_of(on: On, plain: Sequence[Plain], base: str) -> list[Column]:
    own = [Column(each.name, Kept.NUMBER, _number) if each.is_number else _kind(each.name) for each in plain]
    custom = [
        column
        for field in fields_on(on)
        if not field.for_tenders and (column := _custom(field.column, FieldKind(field.kind), base))
    ]
    return [*own, *custom]


def _custom(name: str, kind: FieldKind, base: str) -> Column | None:
    if kind == FieldKind.NUMBER:
        return Column(name, Kept.NUMBER, lambda kept: _number(kept) / 10**PLACES)
    if kind == FieldKind.MONEY:
        return Column(name, Kept.NUMBER, lambda kept: _money(kept, base))
    if kind == FieldKind.DATE:
        return Column(name, Kept.DAY, _days)
    return _kind(name) if kind in {FieldKind.CHOICE, FieldKind.TEXT} else None


def _kind(name: str) -> Column:
    return Column(name, Kept.KIND, lambda kept: str(kept or "")[:LONGEST])


def _number(kept: Any) -> float:
    return UNKNOWN if kept is None or kept == "" else float(kept)


def _money(kept: Any, base: str) -> float:
    """In the base currency alone; another currency's amount is not compared with it."""
    return float(kept["amount"]) / 100 if kept and kept["currency"] == base else UNKNOWN


def _days(kept: Any) -> float:
    return UNKNOWN if not kept else float((date.fromisoformat(kept) - EPOCH).days)
