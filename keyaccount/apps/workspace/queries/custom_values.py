"""Custom values as a reader sees them: on a page, in a file, to a program. Names only of what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.translation import get_language, gettext

from keyaccount.apps.workspace import custom_values as values
from keyaccount.apps.workspace.models import CustomField, FieldKind, User
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.kernel.money import Money
from keyaccount.ui import formatting

Cell: TypeAlias = str | Decimal | date | None
Values: TypeAlias = Mapping[int, Mapping[str, Any]]


class Reading:
    """The values of some records for one reader, with the names they need, in a bounded number of queries."""

    def __init__(self, on: str, custom: Values, viewer: User, fields: Iterable[CustomField] | None = None) -> None:
        """custom: what each record holds, by its id."""
        self.on = on
        self.custom = custom
        self.fields = tuple(queries.fields_on(on) if fields is None else fields)
        self._tended = self._read_tended(viewer)
        self._named = {kind: queries.records_named(kind, self._ids(kind), viewer) for kind in queries.LINKED}

    def _read_tended(self, viewer: User) -> frozenset[int]:
        guarded = [field.key for field in self.fields if field.for_tenders]
        holders = [pk for pk, held in self.custom.items() if any(key in held for key in guarded)]
        return queries.tended_among(self.on, holders, viewer) if holders else frozenset()

    def _ids(self, kind: str) -> set[int]:
        keys = [field.key for field in self.fields if field.kind == kind]
        return {held[key] for held in self.custom.values() for key in keys if key in held} if keys else set()

    def kept(self, field: CustomField, pk: int) -> Any:
        """What is kept, for a reader who may see it."""
        if field.for_tenders and pk not in self._tended:
            return None
        return self.custom.get(pk, {}).get(field.key)

    def sees(self, field: CustomField, pk: int) -> bool:
        return not field.for_tenders or pk in self._tended

    def record(self, field: CustomField, pk: int) -> Any:
        """The person or account that is named, if the reader may see it."""
        return self._named[field.kind].get(self.kept(field, pk))

    def text(self, field: CustomField, pk: int) -> str:
        """For people to read; empty for nothing."""
        found = self.kept(field, pk)
        if found is not None and field.kind in queries.LINKED:
            record = self.record(field, pk)
            return str(record) if record is not None else gettext("one you do not see")
        return written(field, found)

    def cell(self, field: CustomField, pk: int) -> Cell:
        """For a spreadsheet, in words that an import finds again."""
        found = self.kept(field, pk)
        if found is not None and field.kind in queries.LINKED:
            record = self.record(field, pk)
            return None if record is None else str(getattr(record, queries.LINKED[field.kind].names[0]))
        if found is not None and field.kind == FieldKind.CHOICE:
            return field.words_of_choice(found)
        value = values.value_of(field, found)
        return value.amount if isinstance(value, Money) else value

    def json(self, pk: int) -> dict[str, Any]:
        """Every field that has a value the reader may see, by its key."""
        found = {field.key: self._json(field, pk) for field in self.fields}
        return {key: value for key, value in found.items() if value is not None}

    def _json(self, field: CustomField, pk: int) -> Any:
        found = self.kept(field, pk)
        if found is None or field.kind not in queries.LINKED:
            return values.to_json(field, found)
        record = self.record(field, pk)
        return {"id": found, "name": None if record is None else record.name}


def written(field: CustomField, found: Any) -> str:
    """A value that names no record, in the reader's language; empty for nothing."""
    value = values.value_of(field, found)
    if value is None:
        return ""
    if isinstance(value, Money):
        return formatting.money(value.amount, value.currency)
    if isinstance(value, Decimal):
        return formatting.number(value, formatting.decimals_of(value))
    if isinstance(value, date):
        return formatting.day(value, get_language() or "en")
    return field.words_of_choice(value) if field.kind == FieldKind.CHOICE else str(value)
