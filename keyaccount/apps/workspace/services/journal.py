"""What a bulk write did, row by row and exactly, so that it can be taken back: ids of new rows, images of changed ones.

The audit trail tells people who changed what; a journal is for the machine. It holds rows as they were stored, with
their version and times, and those of a record's children (states, product lines), which the trail only names.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import models

from keyaccount.apps.workspace.services import bulk

Model = type[models.Model]
Image = dict[str, Any]
Entry = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """entries, in the order of the writes: {"model": …, "created": [ids]}, {"model": …, "changed": [images]},
    {"model": …, "removed": [images]}, or for what is part of other records {"model": …, "owner": attribute,
    "owners": [ids], "parts": [images], "fixed": {what else these rows have}}."""

    entries: list[Entry] = field(default_factory=list)

    def created(self, model: Model, pks: Sequence[int]) -> None:
        self._add(model, "created", list(pks))

    def changed(self, model: Model, images: Sequence[Image]) -> None:
        """Images of the rows as they were before."""
        self._add(model, "changed", list(images))

    def removed(self, model: Model, images: Sequence[Image]) -> None:
        """Images of rows that are about to be deleted; nothing is part of them any more."""
        self._add(model, "removed", list(images))

    def parts(
        self, model: Model, owner: str, owners: Sequence[int], fixed: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """All rows that are part of these records as they are now, before any of them is changed, added or removed.
        fixed: what they have beside, where they name kinds of records."""
        if owners:
            rows = images(model._default_manager.filter(**{f"{owner}__in": owners}, **fixed))
            told: Entry = {"model": model._meta.label_lower, "owner": owner, "owners": list(owners), "parts": rows}
            self.entries.append(told | ({"fixed": dict(fixed)} if fixed else {}))

    def _add(self, model: Model, what: str, items: list[Any]) -> None:
        if items:
            self.entries.append({"model": model._meta.label_lower, what: items})


def images(rows: models.QuerySet[Any]) -> list[Image]:
    """The rows as they are stored, in values that JSON keeps exactly."""
    return images_of(rows.order_by("pk").values())


def images_of(rows: Iterable[Mapping[str, Any]]) -> list[Image]:
    return [{name: _kept(value) for name, value in row.items()} for row in rows]


def created_in(entries: Iterable[Entry]) -> Iterator[tuple[Model, list[int]]]:
    for entry in entries:
        if "created" in entry:
            yield apps.get_model(entry["model"]), entry["created"]


def changed_in(entries: Iterable[Entry]) -> Iterator[tuple[Model, list[Image]]]:
    for entry in entries:
        if "changed" in entry:
            yield apps.get_model(entry["model"]), entry["changed"]


def pack(entries: Any) -> bytes:
    return zlib.compress(json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode(), 3)


def unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def revert(entries: Sequence[Entry], keep: Mapping[Model, frozenset[int]] | None = None) -> None:
    """Take the writes back, last first. `keep`: new rows that stay because others have come to use them."""
    kept = keep or {}
    for entry in reversed(entries):
        model = apps.get_model(entry["model"])
        if "created" in entry:
            stays = kept.get(model, frozenset())
            remove(model, [pk for pk in entry["created"] if pk not in stays])
        elif "changed" in entry:
            _put_back(model, entry["changed"])
        elif "removed" in entry:
            _put_in(model, entry["removed"])
        else:
            _replace_parts(model, entry)


def remove(model: Model, pks: Sequence[int]) -> None:
    """Delete rows with all that is part of them (CASCADE); what merely names them (SET_NULL) forgets them."""
    for some in bulk.chunked(pks):
        for relation in pointing_to(model):
            children = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": some})
            if relation.on_delete is models.CASCADE:
                remove(relation.related_model, list(children.values_list("pk", flat=True)))
            elif relation.on_delete is models.SET_NULL:
                children.update(**{relation.field.name: None})
        bulk.delete(model, some)


@dataclass(frozen=True, slots=True)
class Use:
    """A row that refers to a record; part_of: the record that the row is part of (CASCADE), if it is."""

    row: int
    of: int
    part_of: int | None


def users_of(model: Model, pks: Iterable[int]) -> Iterator[tuple[Model, Model | None, list[Use]]]:
    """Who would be left pointing at nothing: a model, the model whose records its rows are part of, and the rows."""
    wanted = list(pks)
    for relation in pointing_to(model):
        if relation.on_delete in {models.CASCADE, models.SET_NULL}:
            continue
        user_model = relation.related_model
        whole = whole_of(user_model)
        columns = ["pk", relation.field.attname, *([whole.attname] if whole else [])]
        for some in bulk.chunked(wanted):
            rows = user_model._base_manager.filter(**{f"{relation.field.attname}__in": some}).order_by()
            if found := [Use(row[0], row[1], row[2] if whole else None) for row in rows.values_list(*columns)]:
                yield user_model, whole.related_model if whole else None, found


def whole_of(model: Model) -> Any:
    """The relation by which rows of this model are part of another record, if they are."""
    foreign = (one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey))
    return next((one for one in foreign if one.remote_field.on_delete is models.CASCADE), None)


def pointing_to(model: Model) -> list[Any]:
    """The relations by which rows of any model name records of this one, hidden ones too."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.field.concrete
    ]


def _put_back(model: Model, rows: Sequence[Image]) -> None:
    columns = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    bulk.update(model, columns, [[row["id"], *_values(model, columns, row)] for row in rows])


def _put_in(model: Model, rows: Sequence[Image]) -> None:
    columns = [one.attname for one in model._meta.concrete_fields]
    bulk.insert(model, columns, [_values(model, columns, row) for row in rows])


def _replace_parts(model: Model, entry: Entry) -> None:
    for some in bulk.chunked(entry["owners"]):
        rows = model._default_manager.filter(**{f"{entry['owner']}__in": some}, **entry.get("fixed", {}))
        remove(model, list(rows.values_list("pk", flat=True)))
    _put_in(model, entry["parts"])


def _values(model: Model, columns: Sequence[str], row: Image) -> list[Any]:
    fields = {one.attname: one for one in model._meta.concrete_fields}
    return [None if row[name] is None else fields[name].to_python(row[name]) for name in columns]


def _kept(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
