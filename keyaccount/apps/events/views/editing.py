"""Planning, changing, holding or cancelling, archiving and restoring an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.events.forms.event import EventForm
from keyaccount.apps.events.models import Event, EventState
from keyaccount.apps.events.queries.events import event_to_write
from keyaccount.apps.events.services import events as service
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.apps.workspace.views.saving import Look, answer_act
from keyaccount.ui.htmx import render_part

FORM = "events/form.html"
SAID = {
    EventState.PLANNED: _("The event is planned again."),
    EventState.HELD: _("The event was held. Say who came."),
    EventState.CANCELLED: _("The event is cancelled. Its guests stay on the list, so that they can be told."),
}


def url_of(event_id: int) -> str:
    return reverse("events:event", args=[event_id])


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("events:list")
    may_create(act)
    first = {"owner": act.actor.pk, "currency": workspace().base_currency, "starts_on": today_of(request)}
    if request.method != "POST":
        form = EventForm(user=act.actor, initial={**first, **request.GET.dict()})
        return render_part(request, FORM, {"form": form, "back": back}, part="form")
    form = EventForm(request.POST, user=act.actor)
    saved = save_form(form, lambda values, version: service.create_event(values=values, act=act))
    return answer(request, FORM, form, url_of(saved.record.pk) if saved else back, saved)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, event_id: int) -> HttpResponse:
    act = act_of(request)
    event = event_to_write(act.actor, event_id)
    if request.method != "POST":
        form = EventForm(instance=event, user=act.actor)
        return render_part(request, FORM, {"form": form, "event": event, "back": url_of(event_id)}, part="form")
    form = EventForm(request.POST, instance=event, user=act.actor)

    def save(values: Mapping[str, Any], version: int | None) -> Event:
        return service.change_event(event_id=event_id, values=values, act=act, version=version)

    return answer(request, FORM, form, url_of(event_id), save_form(form, save), event=event)


@require_POST
@page
def state(request: HttpRequest, event_id: int) -> HttpResponse:
    """One press: it was held, it is cancelled, it is planned again."""
    wanted = request.POST.get("state", "")
    if wanted not in EventState.values:
        raise Http404
    look = Look("", url_of(event_id), said=SAID[EventState(wanted)])
    act = act_of(request)
    return answer_act(request, lambda: service.change_event(event_id=event_id, values={"state": wanted}, act=act), look)


@require_POST
@page
def archive(request: HttpRequest, event_id: int) -> HttpResponse:
    look = Look("", url_of(event_id), said=_("The event is archived. It can be restored from its page."))
    return answer_act(request, lambda: service.archive_event(event_id=event_id, act=act_of(request)), look)


@require_POST
@page
def restore(request: HttpRequest, event_id: int) -> HttpResponse:
    look = Look("", url_of(event_id), said=_("The event is back."))
    return answer_act(request, lambda: service.restore_event(event_id=event_id, act=act_of(request)), look)
