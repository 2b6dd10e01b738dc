"""Custom fields on pages: facts of one record, columns of a list, filters of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from keyaccount.apps.workspace.models import CustomField, FieldKind, User
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.apps.workspace.queries.custom_narrowing import ME, NONE, RANGE, order_of
from keyaccount.apps.workspace.queries.custom_values import Reading
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.listing import Asked, Column, Filter

NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.MONEY})
RANGED = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE})


@dataclass(frozen=True, slots=True)
class FactLine:
    """One field of one record; text is empty where it holds nothing."""

    field: CustomField
    text: str


def facts_of(record: Any, viewer: User) -> list[FactLine]:
    """The fields that the viewer may see of the record."""
    fields = queries.fields_seen(record.custom_on, record, viewer)
    reading = Reading(record.custom_on, {record.pk: record.custom}, viewer, fields)
    return [FactLine(field, reading.text(field, record.pk)) for field in fields]


def columns(on: str, records: Iterable[Any], viewer: User) -> list[Column[Any]]:
    """A column each, to be chosen; with the values of these records (none: for the order alone)."""
    fields = queries.fields_on(on)
    if not fields:
        return []
    reading = Reading(on, {record.pk: record.custom for record in records}, viewer, fields)
    return [
        Column(
            field.column,
            field.label,
            _cell(field, reading),
            order_of(field),
            number=field.kind in NUMBERS,
            shown=False,
        )
        for field in fields
    ]


def _cell(field: CustomField, reading: Reading) -> Callable[[Any], Any]:
    def cell(record: Any) -> Any:
        text = reading.text(field, record.pk)
        return format_html('<span title="{}">{}…</span>', text, text[:59]) if len(text) > 60 else text

    return cell


# ── Filters ──
def filters(on: str, asked: Asked, viewer: User) -> list[Filter]:
    """Those that are set, each with its words, and one menu for all that could be."""
    fields = queries.fields_on(on)
    if not fields:
        return []
    found = [
        Filter(field.column, field.label, words(field, asked.text(field.column), viewer), asked.clear(field.column))
        for field in fields
        if asked.text(field.column)
    ]
    return [*found, Filter("custom", gettext("More fields"), choices=menu_url(on, asked.link()))]


def menu_url(on: str, link: str) -> str:
    return f"{reverse('workspace:custom_filters', args=[on])}?{urlencode({'next': link})}"


def words(field: CustomField, text: str, viewer: User) -> str:
    """The value of a filter as people say it."""
    if text == NONE:
        return gettext("empty")
    if field.kind == FieldKind.CHOICE:
        return ", ".join(field.words_of_choice(key) for key in text.split(","))
    if field.kind in queries.LINKED:
        return _names(field, text, viewer)
    if field.kind in RANGED:
        return _range(field, text)
    return text


def _names(field: CustomField, text: str, viewer: User) -> str:
    ids = [int(part) if part.isdecimal() else viewer.pk for part in text.split(",") if part == ME or part.isdecimal()]
    seen = queries.records_named(field.kind, ids, viewer)
    return ", ".join(str(seen[pk]) if pk in seen else f"#{pk}" for pk in ids) or text


def _range(field: CustomField, text: str) -> str:
    low, dots, high = text.partition(RANGE)
    sign = f"{workspace().base_currency} " if field.kind == FieldKind.MONEY else ""
    if not dots:
        return f"{sign}{low}"
    return f"{sign}{low}–{high}" if low and high else f"≥ {sign}{low}" if low else f"≤ {sign}{high}"
