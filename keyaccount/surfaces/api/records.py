"""Answering with one record: found or not, its ETag, what was made, what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from keyaccount.kernel.errors import NotFound
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.etags import etag_of, known_to, not_modified
from keyaccount.surfaces.api.lists.listing import refuse_unknown
from keyaccount.surfaces.api.shapes import Shape

Record = TypeVar("Record", bound=Model)
Operation = TypeVar("Operation", bound=Callable[..., HttpResponse])


def found(rows: QuerySet[Record], pk: int) -> Record:
    record = rows.filter(pk=pk).first()
    if record is None:
        raise NotFound
    return record


def shown(
    request: HttpRequest, shape: Shape[Record], rows: QuerySet[Record], pk: int, fields: str | None = None
) -> HttpResponse:
    """The record among these rows, 304 when the caller has it as it stands, 308 to the one it was merged into."""
    refuse_unknown(request, {"fields"})
    viewer = user_of(request)
    names = shape.chosen(viewer, fields, shape.full)
    record = found(shape.joined(rows, names), pk)
    if (successor := getattr(record, "merged_into_id", None)) is not None:
        found(rows, successor)
        return HttpResponse(status=308, headers={"Location": f"{request.path.removesuffix(str(pk))}{successor}"})
    return answered(request, record, shape.body(record, names, viewer))


def answered(request: HttpRequest, record: Any, body: bytes) -> HttpResponse:
    etag = etag_of(getattr(record, "version", 1), body)
    if known_to(request, etag):
        return not_modified(etag)
    return HttpResponse(body, content_type="application/json", headers={"ETag": etag})


def changed(request: HttpRequest, shape: Shape[Record], record: Record, status: int = 200) -> HttpResponse:
    """The record as it stands after the caller's change, even when it has just given it out of its own sight."""
    viewer = user_of(request)
    names = shape.seen(viewer, shape.full)
    rows = type(record)._default_manager.filter(pk=record.pk)
    now = shape.joined(rows, names).get()
    body = shape.body(now, names, viewer)
    etag = etag_of(getattr(now, "version", 1), body)
    return HttpResponse(body, status=status, content_type="application/json", headers={"ETag": etag})


def names_a_record(operation: Operation) -> Operation:
    """Mark an operation whose body names a record that may not be there, for the OpenAPI document."""
    operation.names_a_record = True  # type: ignore[attr-defined]
    return operation


def made(request: HttpRequest, shape: Shape[Record], record: Record) -> HttpResponse:
    response = changed(request, shape, record, status=201)
    response["Location"] = f"{request.path}/{record.pk}"
    return response


def given(item: BaseModel, shape: Shape[Any], request: HttpRequest) -> Mapping[str, Any]:
    """The fields that the caller gives, after refusing those that its role does not see."""
    values = {name: getattr(item, name) for name in item.model_fields_set}
    shape.refuse_hidden(user_of(request), tuple(values))
    return values
