"""The list of events: one page of it, the choices of its filters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.events.models import Event
from keyaccount.apps.events.queries.listing import events_listed
from keyaccount.apps.events.tables.events import columns_for
from keyaccount.apps.events.tables.filters import choices_of, filters_of, whens
from keyaccount.apps.workspace.tables.listing import Asked, drawn, page_ids, read, records_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.views.listing import asked_of, exports, list_context
from keyaccount.figures import Question, compute
from keyaccount.kernel.period import Period
from keyaccount.ui.htmx import is_part, render_part

PLACE = "events"


@require_safe
@page
def events(request: HttpRequest) -> HttpResponse:
    context = _context(request, asked_of(request, PLACE))
    if not is_part(request):
        context |= {"figures": _figures(request)}
    return render_part(request, "events/list.html", context, part="list")


@require_safe
@page
def choices(request: HttpRequest, field: str) -> HttpResponse:
    asked = read(request.GET, reverse("events:list"))
    options = choices_of(field, asked, viewer(request))
    return render(request, "accounts/parts/choices.html", {"options": options})


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    user, today = viewer(request), today_of(request)
    rows = events_listed(user, asked.filters, today)
    found = page_ids(rows, asked, columns_for(user, today))
    records = records_of(Event.objects.select_related("kind", "owner"), found)
    return {
        **list_context(request, PLACE, asked),
        "listed": drawn(asked, columns_for(user, today, records), records, found, rows),
        "filters": filters_of(asked, user),
        "whens": whens(asked),
        "clear_url": asked.path if asked.filters else "",
        "exports": exports(PLACE, asked),
    }


def _figures(request: HttpRequest) -> list[Any]:
    """Of this year, whatever the list below is narrowed to."""
    user, today = viewer(request), today_of(request)
    question = Question(user, today, today, period=Period.containing(today, "year"))
    return [compute(f"events.{key}", question) for key in ("attendance", "followed", "pipeline", "cost_per_guest")]
