"""Lists by custom fields: `custom[seats]=10..50` narrows, `sort=-custom_seats` orders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.queries.custom_narrowing import narrowed, order_of, ordered
from keyaccount.surfaces.api.lists.keyset import Sort

Record = TypeVar("Record", bound=Model)
NAMED = re.compile(r"custom\[([a-z0-9_]{1,40})\]")


def filters_of(request: HttpRequest, on: On | None) -> dict[str, str]:
    """The parameters that name a custom field which is there; any other is refused as unknown."""
    known = (
        {field.key for field in fields_on(on)}
        if on is not None and "custom[" in request.GET.urlencode(safe="[")
        else set()
    )
    named = ((name, NAMED.fullmatch(name), str(text)) for name, text in request.GET.items())
    return {name: text for name, found, text in named if found and found[1] in known}


def narrowed_by(on: On | None, wanted: Mapping[str, str], viewer: User) -> Q:
    if on is None:
        return Q()
    filters = {f"{PREFIX}{name[7:-1]}": text for name, text in wanted.items()}
    return narrowed(on, filters, viewer)


def sorts_on(on: On | None) -> dict[str, Sort]:
    fields = fields_on(on) if on is not None else ()
    return {field.column: Sort(field.column, nullable=True) for field in fields if order_of(field) is not None}


def with_sorts(rows: QuerySet[Record], on: On | None, sort: str, viewer: User) -> QuerySet[Record]:
    """The rows with the values that the order needs."""
    for part in sort.split(",") if on is not None else ():
        rows = ordered(rows, on or "", part.strip(), viewer)
    return rows


def takes_custom_filters(operation: Any) -> Any:
    """Mark a list that custom fields narrow, for the OpenAPI document."""
    operation.takes_custom_filters = True
    return operation
