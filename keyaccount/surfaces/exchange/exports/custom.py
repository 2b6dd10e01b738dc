"""Custom fields as columns of an export: after the others, an amount beside its currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.pipeline.queries.deals import custom_values_of
from keyaccount.apps.workspace.models import CustomField, FieldKind, On, User
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.queries.custom_values import Reading
from keyaccount.surfaces.exchange.entities.custom import currency_title
from keyaccount.surfaces.exchange.exports.export import Cell


class CustomColumns:
    """Of one list for one reader; none where the list has no such fields, or others were asked for."""

    def __init__(self, place: str, viewer: User, wanted: Sequence[str] | None) -> None:
        self.place = place
        self.viewer = viewer
        known = fields_on(place) if place in On.values else ()
        self.fields = [field for field in known if not wanted or field.column in wanted]

    @property
    def titles(self) -> list[str]:
        return [title for field in self.fields for title in _titles(field)]

    def cells(self, records: Sequence[Any]) -> list[list[Cell]]:
        """For each record what stands in these columns."""
        if not self.fields:
            return [[] for _record in records]
        ids = [_id(record) for record in records]
        reading = Reading(self.place, self._held(records, ids), self.viewer, self.fields)
        return [[cell for field in self.fields for cell in _cells(field, reading, pk)] for pk in ids]

    def _held(self, records: Sequence[Any], ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        if self.place == On.OPPORTUNITIES:
            return custom_values_of(ids)
        return {pk: record.custom for pk, record in zip(ids, records, strict=True)}


def _id(record: Any) -> int:
    return int(record.id)


def _titles(field: CustomField) -> list[str]:
    return [field.label, currency_title(field)] if field.kind == FieldKind.MONEY else [field.label]


def _cells(field: CustomField, reading: Reading, pk: int) -> list[Cell]:
    found: list[Cell] = [reading.cell(field, pk)]
    if field.kind == FieldKind.MONEY:
        held = reading.kept(field, pk)
        found.append(held["currency"] if held else None)
    return found
