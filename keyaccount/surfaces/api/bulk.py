"""Upserting many records by external id, each through the same services as one by itself.

What is the same as it stands is left alone: a bulk sent twice changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError

from keyaccount.apps.workspace.act import Act
from keyaccount.kernel.errors import Fact, Invalid, NotFound
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.custom import expanded
from keyaccount.surfaces.api.lists.listing import respond
from keyaccount.surfaces.api.messages import field_error
from keyaccount.surfaces.api.problems import field_errors
from keyaccount.surfaces.api.records import given
from keyaccount.surfaces.api.references import Finder, Relations
from keyaccount.surfaces.api.schemas.bulk import Bulk, Result
from keyaccount.surfaces.api.schemas.references import Reference
from keyaccount.surfaces.api.shapes import Shape

Record = TypeVar("Record", bound=Any)
Values = dict[str, Any]
Identity = tuple[str, str]  # source and id there


class ItemsRejected(Invalid):
    message = gettext_lazy("Of these items %(rejected)d were rejected, so none was taken.")

    def __init__(self, entries: Sequence[Entry]) -> None:
        rejected = [entry.as_json() for entry in entries if entry.result == Result.REJECTED]
        super().__init__(rejected=len(rejected))
        self.more = {"rejected": len(rejected), "results": rejected}


class TwiceInOneBulk(Invalid):
    message = gettext_lazy("This external id comes more than once in the same request.")


class WrittenMeanwhile(Fact):
    message = gettext_lazy("Another record with the same unique value was written at the same moment.")


@dataclass(frozen=True, slots=True)
class Upsert(Generic[Record]):
    """How one resource is upserted. `change` says whether it changed anything."""

    model: type[Any]
    item: type[BaseModel]
    shape: Shape[Any]
    relations: Relations
    create: Callable[[Values, Finder, Act], Record]
    change: Callable[[Record, Values, Finder, Act], bool]
    seen: Callable[[Any], Any]  # the rows a viewer sees


@dataclass(slots=True)
class Entry:
    """One item on its way: what was given, or why it cannot be taken."""

    index: int
    external_id: str | None = None
    identity: Identity = ("", "")
    values: Mapping[str, Any] | None = None
    result: Result = Result.REJECTED
    id: int | None = None
    refusal: Mapping[str, Any] | None = None

    def refuse(self, fact: Fact) -> None:
        self.result = Result.REJECTED
        errors = field_errors(fact.fields) if isinstance(fact, Invalid) and fact.fields else None
        self.refusal = {"code": fact.code, "message": fact.text(_), "errors": errors}

    def as_json(self) -> dict[str, Any]:
        document = {"index": self.index, "external_id": self.external_id, "result": self.result, "id": self.id}
        return document | ({name: part for name, part in (self.refusal or {}).items() if part})


def upsert(request: HttpRequest, kind: Upsert[Any], bulk: Bulk[Any]) -> HttpResponse:
    if not bulk.all_or_nothing:
        return respond(_report(_run(request, kind, bulk)))
    with transaction.atomic():
        entries = _run(request, kind, bulk)
        if any(entry.result == Result.REJECTED for entry in entries):
            raise ItemsRejected(entries)
    return respond(_report(entries))


def _run(request: HttpRequest, kind: Upsert[Any], bulk: Bulk[Any]) -> list[Entry]:
    entries = [_read(request, kind, bulk, place, raw) for place, raw in enumerate(bulk.items)]
    whole = [entry for entry in entries if entry.values is not None]
    finder = Finder(user_of(request))
    _learn(finder, kind.relations, [entry.values or {} for entry in whole])
    known = _known(kind, {entry.identity for entry in whole})
    seen = set(
        kind.seen(finder.viewer).filter(pk__in=[record.pk for record in known.values()]).values_list("pk", flat=True)
    )
    twice = {identity for identity, count in Counter(entry.identity for entry in whole).items() if count > 1}
    for entry in whole:
        record = known.get(entry.identity)
        if entry.identity in twice:
            entry.refuse(TwiceInOneBulk())
        elif record is not None and record.pk not in seen:
            entry.refuse(NotFound())
        else:
            _try(entry, kind, record, finder, act_of(request))
    return entries


def _read(request: HttpRequest, kind: Upsert[Any], bulk: Bulk[Any], place: int, raw: Any) -> Entry:
    """The item as its schema reads it, or why it does not fit."""
    external_id = raw.get("external_id") if isinstance(raw, dict) else None
    entry = Entry(place, external_id if isinstance(external_id, str) else None)
    try:
        item = kind.item.model_validate(raw)
        values = {"external_source": bulk.external_source, **given(item, kind.shape, request)}
    except ValidationError as error:
        errors = [field_error({**one, "loc": ("body", "item", *one["loc"])}) for one in error.errors(include_url=False)]
        entry.refusal = {"code": "invalid", "message": _("This item cannot be accepted."), "errors": errors}
    except Fact as fact:
        entry.refuse(fact)
    else:
        entry.values, entry.identity = values, (values["external_source"], values["external_id"])
    return entry


def _try(entry: Entry, kind: Upsert[Any], record: Any, finder: Finder, act: Act) -> None:
    try:
        with transaction.atomic():
            entry.id, entry.result = _take(entry.values or {}, kind, record, finder, act)
    except Fact as fact:
        entry.refuse(fact)
    except IntegrityError:
        entry.refuse(WrittenMeanwhile())


def _take(given: Mapping[str, Any], kind: Upsert[Any], record: Any, finder: Finder, act: Act) -> tuple[int, Result]:
    values = finder.values(given, kind.relations)
    if (on := getattr(kind.model, "custom_on", None)) is not None:
        values = expanded(values, on, finder)
    if record is None:
        return kind.create(values, finder, act).pk, Result.CREATED
    if (record.external_source, record.external_id) != (values["external_source"], values["external_id"]):
        del values["external_source"], values["external_id"]  # it keeps its own; this one led to it by a merge
    return record.pk, Result.UPDATED if kind.change(record, values, finder, act) else Result.UNCHANGED


def _known(kind: Upsert[Any], wanted: Iterable[Identity]) -> dict[Identity, Any]:
    """The records with these external ids, or those they were merged into, whoever may see them."""
    identities = set(wanted)
    rows = kind.model._default_manager.filter(
        external_source__in={source for source, _id in identities}, external_id__in={one for _source, one in identities}
    )
    relations = [name for name in kind.relations if name in {field.name for field in kind.model._meta.fields}]
    found = {(row.external_source, row.external_id): row for row in rows.select_related(*relations)}
    merged = {row.merged_into_id for row in found.values() if getattr(row, "merged_into_id", None) is not None}
    successors = kind.model._default_manager.select_related(*relations).in_bulk(merged) if merged else {}
    return {
        identity: successors.get(getattr(row, "merged_into_id", None), row)
        for identity, row in found.items()
        if identity in identities
    }


def _learn(finder: Finder, relations: Relations, given: Sequence[Mapping[str, Any]]) -> None:
    for name, kind in relations.items():
        finder.learn(kind, [values[name] for values in given if isinstance(values.get(name), Reference)])


def _report(entries: Sequence[Entry]) -> dict[str, Any]:
    counts = Counter(entry.result for entry in entries)
    return {**{str(result): counts[result] for result in Result}, "results": [entry.as_json() for entry in entries]}
