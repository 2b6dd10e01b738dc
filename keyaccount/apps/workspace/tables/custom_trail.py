"""Changes of custom fields in the audit trail: by the field's name, in words, and only what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext

from keyaccount.apps.workspace.models import AuditEntry, CustomField, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.apps.workspace.queries.custom_values import written
from keyaccount.ui import formatting


class CustomTrail:
    """What these entries say of custom fields, archived ones too, in a bounded number of queries."""

    def __init__(self, entries: Iterable[AuditEntry], reader: User) -> None:
        told = [(entry, name, pair) for entry in entries for name, pair in entry.changes.items() if _is_custom(name)]
        self._fields = {entity: _fields_of(entity) for entity in {entry.entity for entry, _name, _pair in told}}
        self._names = dict(self._read_names(told, reader))
        self._tended = self._read_tended(told, reader)

    def field(self, entity: str, name: str) -> CustomField | None:
        return self._fields.get(entity, {}).get(name)

    def hides(self, entry: AuditEntry, field: CustomField) -> bool:
        return field.for_tenders and (entry.entity, entry.object_id) not in self._tended

    def text(self, field: CustomField, value: Any) -> str:
        return text_of(field, value, self._names.get(field.kind, {}))

    def _read_names(self, told: list[Any], reader: User) -> Iterator[tuple[str, Mapping[int, Any]]]:
        ids: dict[str, set[int]] = defaultdict(set)
        for entry, name, pair in told:
            field = self.field(entry.entity, name)
            if field is not None and field.kind in queries.LINKED:
                ids[field.kind] |= {value for value in pair if isinstance(value, int)}
        return ((kind, queries.records_named(kind, wanted, reader)) for kind, wanted in ids.items())

    def _read_tended(self, told: list[Any], reader: User) -> set[tuple[str, int]]:
        records: dict[str, set[int]] = defaultdict(set)
        for entry, name, _pair in told:
            field = self.field(entry.entity, name)
            if field is not None and field.for_tenders:
                records[entry.entity].add(entry.object_id)
        return {
            (entity, pk)
            for entity, pks in records.items()
            for pk in queries.tended_among(apps.get_model(entity).custom_on, pks, reader)
        }


def text_of(field: CustomField, value: Any, names: Mapping[int, Any]) -> str:
    """A kept value; `names`: the records it may name, those that the reader sees."""
    if value is None:
        return formatting.NOTHING
    if field.kind in queries.LINKED:
        return str(names[value]) if value in names else gettext("one you do not see")
    return written(field, value) or formatting.NOTHING


def value_for(record: Any, name: str, value: Any, reader: User | None) -> str:
    """One value of one record, as a form that was saved against another one names it."""
    field = _fields_of(record._meta.label_lower).get(name)
    if field is None:
        return str(value)
    named = field.kind in queries.LINKED and reader is not None and value is not None
    names = queries.records_named(field.kind, [value], reader) if named and reader is not None else {}
    return text_of(field, value, names)


def _is_custom(name: str) -> bool:
    return name.startswith(PREFIX)


def _fields_of(entity: str) -> dict[str, CustomField]:
    try:
        on = getattr(apps.get_model(entity), "custom_on", None)
    except (LookupError, ValueError):
        on = None
    return {} if on is None else {field.column: field for field in queries.all_fields(on)}
