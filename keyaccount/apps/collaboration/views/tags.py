"""The tags of a record, put on and taken off in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.collaboration.kinds import Kind, kind_of, may_write, record_seen
from keyaccount.apps.collaboration.queries.tags import tags_called, tags_of
from keyaccount.apps.collaboration.services import tags as service
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part

PART = "collaboration/tags/on_record.html"


def panel(request: HttpRequest, entity: str, record: Any, *, may_write: bool) -> dict[str, Any]:
    """For the page of someone who sees the record; may_write: as the page knows it."""
    kind = kind_of(entity)
    writes = getattr(record, "archived_at", None) is None and may_write
    return {
        "kind": kind,
        "object_id": record.pk,
        "tags": tags_of(kind.entity, [record.pk]).get(record.pk, ()),
        "may_write": writes,
        "list_url": reverse(kind.listed),
    }


@require_safe
@page
def pick(request: HttpRequest) -> HttpResponse:
    found = tags_called(request.GET.get("q", ""))
    return render(request, "collaboration/tags/options.html", {"tags": found})


@require_POST
@page
def add(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    name, act = request.POST.get("name", ""), act_of(request)
    return _answer(
        request, kind, object_id, lambda: service.add_tag(kind=kind, object_id=object_id, name=name, act=act)
    )


@require_POST
@page
def remove(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    name, act = request.POST.get("name", ""), act_of(request)
    return _answer(
        request, kind, object_id, lambda: service.remove_tag(kind=kind, object_id=object_id, name=name, act=act)
    )


def _answer(request: HttpRequest, key: str, object_id: int, act: Callable[[], object]) -> HttpResponse:
    """The tags as they are then; after a refusal with its words and what was typed."""
    kind, refused = kind_of(key), ""
    record = record_seen(viewer(request), kind, object_id)
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        refused = _words(fact)
    if not is_part(request):
        return go(request, _page(kind, object_id))
    writes = may_write(viewer(request), kind, object_id)
    context = {"p": panel(request, kind.entity, record, may_write=writes), "refused": refused, "focus": True}
    context["typed"] = request.POST.get("name", "") if refused else ""
    return render(request, PART, context, status=422 if refused else 200)


def _words(fact: Fact) -> str:
    return " ".join(fact.fields.values()) if isinstance(fact, Invalid) and fact.fields else fact.text(gettext)


def _page(kind: Kind, object_id: int) -> str:
    return kind.url(object_id)
