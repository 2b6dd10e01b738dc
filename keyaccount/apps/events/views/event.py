"""The page of one event, and its list of guests on paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.collaboration.views import tags
from keyaccount.apps.events.models import Event, EventState, Guest
from keyaccount.apps.events.queries import events as queries
from keyaccount.apps.events.queries.events import Numbers
from keyaccount.apps.events.tables.events import days_of, state_tag
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.tables.listing import read
from keyaccount.apps.workspace.tables.log import log_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.views.listing import exports
from keyaccount.figures import Question, compute
from keyaccount.ui import slots

ON_PAGE = 200
MARKED = "events_marked"
FIGURES = ("attendance", "followed", "pipeline", "cost_per_guest")


@require_safe
@page
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    found = queries.event_seen(viewer(request), event_id)
    return render(request, "events/event.html", _context(request, found))


@require_safe
@page
def printed(request: HttpRequest, event_id: int) -> HttpResponse:
    """To be laid on the desk at the door: names, a box to tick, the answer."""
    user, today = viewer(request), today_of(request)
    found = queries.event_seen(user, event_id)
    context = {"event": found, "days": days_of(found, today), "guests": queries.guests_of(user, found)}
    return render(request, "events/print.html", context)


def counts_of(request: HttpRequest, event: Event) -> dict[str, Any]:
    """How many guests there are in each state, and what may be done about them."""
    user = viewer(request)
    elsewhere = queries.guests_elsewhere(user, event)
    numbers = queries.numbers_of(user, [event.pk]).get(event.pk, Numbers())
    return {
        "event": event,
        "numbers": numbers,
        "elsewhere": elsewhere,
        "is_full": event.capacity is not None and numbers.invited + elsewhere > event.capacity,
        "marks": queries.open_at(event, today_of(request)),
        "invites": user.role.may_create and event.state != EventState.CANCELLED and event.archived_at is None,
        "today": today_of(request),
    }


def _list(request: HttpRequest, event: Event) -> dict[str, Any]:
    user = viewer(request)
    shown = Paginator(queries.guests_of(user, event), ON_PAGE).get_page(request.GET.get("page"))
    lines = queries.lines(shown, user)
    rest = [line.guest.pk for line in lines if line.writable and line.guest.came is None]
    return {"page": shown, "lines": lines, "rest": rest, "undo": _undo(request, event)}


def _undo(request: HttpRequest, event: Event) -> list[int]:
    """Guests who were marked together a moment ago: once, on the page that follows."""
    marked = request.session.pop(MARKED, {})
    return list(marked.get("guests", ())) if marked.get("event") == event.pk else []


def strip_of(request: HttpRequest, event: Event) -> dict[str, Any]:
    user, today = viewer(request), today_of(request)
    question = Question(user, today, today).narrowed(event=str(event.pk))
    return {"figures": [compute(f"events.{key}", question) for key in FIGURES] if _counts(event) else []}


def _counts(event: Event) -> bool:
    return event.state == EventState.HELD and event.archived_at is None


def _context(request: HttpRequest, event: Event) -> dict[str, Any]:
    user, space, today = viewer(request), workspace(), today_of(request)
    panels, may_write = slots.fill("event", request, event), queries.may_write(user, event)
    guests = Guest.objects.visible_to(user).filter(event=event).order_by("-updated_at")[:ON_PAGE]
    trail = (entity_of(Guest), list(guests.values_list("pk", flat=True)))
    asked = read({"event": str(event.pk)}, request.path)
    return {
        **counts_of(request, event),
        **_list(request, event),
        **strip_of(request, event),
        "may_write": may_write,
        "days": days_of(event, today),
        "state_tag": state_tag(event),
        "sees_cost": user.sees_group("margin"),
        "is_over": event.ends_on < today and event.state == EventState.PLANNED,
        "panels": panels,
        "tags": tags.panel(request, "events.event", event, may_write=may_write),
        "log": log_of(entity_of(event), event.pk, [*slots.trails(panels, event), trail], user, space),
        "self_kind": entity_of(event),
        "exports": exports("guests", asked),
        "zone": space.zone,
    }
