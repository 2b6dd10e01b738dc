"""Answering a list: filters, order, page, fields, count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic_core import to_json

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import matching
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.lists.custom import filters_of, narrowed_by, sorts_on, with_sorts
from keyaccount.surfaces.api.lists.keyset import Sort, keys_of, page
from keyaccount.surfaces.api.schemas.asking import CAP, Archived, Asked
from keyaccount.surfaces.api.shapes import FieldNotShown, Shape

Record = TypeVar("Record", bound=Model)
Filter = Callable[[Any, User], Q]


class WrongParameter(Invalid):
    code = "invalid"
    place = "query"


class NoSuchParameter(WrongParameter):
    message = _("This address knows no parameter “%(name)s”. It knows %(known)s.")


def equal(column: str) -> Filter:
    """A filter by any lookup of Django's, such as `amount__gte`."""
    return lambda value, viewer: Q(**{column: value})


def ids(column: str) -> Filter:
    """`4,7`, `none`, or (for owners) `me`."""

    def build(value: str, viewer: User) -> Q:
        if value == "none":
            return Q(**{f"{column}__isnull": True})
        if value == "me":
            return Q(**{column: viewer.pk})
        return Q(**{f"{column}__in": [int(part) for part in value.split(",")]})

    return build


def words(*columns: str) -> Filter:
    def build(value: str, viewer: User) -> Q:
        found = Q()
        for column in columns:
            found |= matching(value, column)
        return found

    return build


def archived(value: Archived, viewer: User) -> Q:
    if value == Archived.ANY:
        return Q()
    return Q(archived_at__isnull=value == Archived.NO)


def only_for(group: str, name: str, build: Filter) -> Filter:
    """A filter by a field that only some roles see: asking for it would tell what it holds."""

    def guarded(value: Any, viewer: User) -> Q:
        if not viewer.sees_group(group):
            raise FieldNotShown(fields=name)
        return build(value, viewer)

    return guarded


RECORDS: Mapping[str, Filter] = {
    "q": words("search"),
    "archived": archived,
    "updated_since": equal("updated_at__gte"),
    "external_source": equal("external_source"),
    "external_id": equal("external_id"),
}


def external_id(model: type[Any]) -> Filter:
    """For records that can be merged: the id of one that was leads to the one it is part of."""

    def build(value: Any, viewer: User) -> Q:
        merged = model._base_manager.filter(external_id=value).exclude(merged_into=None)
        return Q(external_id=value) | Q(pk__in=merged.values("merged_into"))

    return build


OWN = frozenset(Asked.model_fields) | {"sort"}


class Listing(Generic[Record]):
    """One list: how an item is shown, what it may be ordered by, and what each filter means.

    Every filter of the schema must be told here and the reverse, so that none is silently without effect.
    """

    def __init__(
        self, shape: Shape[Record], asked: type[Asked], sorts: Mapping[str, Sort], filters: Mapping[str, Filter]
    ) -> None:
        self.shape = shape
        self.sorts = sorts
        self.filters = filters
        self.known = {field.alias or name for name, field in asked.model_fields.items()}
        if (declared := set(asked.model_fields) - OWN) != set(filters):
            raise ValueError(f"{asked.__name__}: filters differ in {', '.join(sorted(declared ^ set(filters)))}")

    def answer(self, request: HttpRequest, asked: Asked, rows: QuerySet[Record]) -> HttpResponse:
        """`rows`: those that the caller may see."""
        viewer, on = user_of(request), self.shape.on
        wanted = filters_of(request, on)
        refuse_unknown(request, {*self.known, *wanted})
        names = self.shape.chosen(viewer, asked.fields_, self.shape.lean)
        sort = getattr(asked, "sort", "-id")
        keys = keys_of(sort, {**self.sorts, **sorts_on(on)})
        rows = with_sorts(rows.filter(self.narrowed(asked, viewer), narrowed_by(on, wanted, viewer)), on, sort, viewer)
        found, following = page(self.shape.joined(rows, names), keys, asked.after, asked.limit)
        document: dict[str, Any] = {
            "items": self.shape.show_all(found, names, viewer),
            "next": None if following is None else next_address(request, following),
        }
        return respond(document | counted(rows) if asked.count else document)

    def narrowed(self, asked: Asked, viewer: User) -> Q:
        found = Q()
        for name, build in self.filters.items():
            value = getattr(asked, name)
            if value is not None:
                found &= build(value, viewer)
        return found


def refuse_unknown(request: HttpRequest, known: set[str]) -> None:
    """A parameter that does not exist is refused: a filter misspelt must not answer with everything."""
    for name, text in request.GET.items():
        if name not in known:
            raise NoSuchParameter(name=name, known=", ".join(sorted(known)) or "–")
        if "\x00" in str(text):
            raise WrongParameter(fields={name: str(_("This text has characters that cannot be kept."))})


def counted(rows: QuerySet[Any]) -> dict[str, Any]:
    """Counting stops at the cap, so that it costs the same however many there are."""
    count = rows.order_by()[: CAP + 1].count()
    return {"count": min(count, CAP), "count_is_capped": count > CAP}


def next_address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["after"] = cursor
    return f"{request.path}?{query.urlencode()}"


def respond(document: Any, status: int = 200, **headers: str) -> HttpResponse:
    return HttpResponse(
        to_json(document),
        status=status,
        content_type="application/json",
        headers={name.replace("_", "-"): text for name, text in headers.items()},
    )
