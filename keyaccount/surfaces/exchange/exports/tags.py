"""Tags as a column of an export, written as an import reads them: with semicolons between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from keyaccount.apps.collaboration.queries.tags import names_of, written
from keyaccount.surfaces.exchange.exports.export import Cell

KEY = "tags"
ENTITIES = {"accounts": "accounts.account", "contacts": "contacts.contact", "opportunities": "pipeline.opportunity"}


class TagColumn:
    """Of one list; none where its records have no tags, or other columns were asked for."""

    def __init__(self, place: str, wanted: Sequence[str] | None) -> None:
        self.entity = ENTITIES.get(place, "") if not wanted or KEY in wanted else ""

    @property
    def titles(self) -> list[str]:
        return [gettext("Tags")] if self.entity else []

    def cells(self, records: Sequence[Any]) -> list[list[Cell]]:
        if not self.entity:
            return [[] for _record in records]
        found = names_of(self.entity, [record.id for record in records])
        return [[written(found[record.id]) if record.id in found else None] for record in records]
