"""The settings about events: which kinds there are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.events.forms.event import KindForm
from keyaccount.apps.events.models import EventKind
from keyaccount.apps.events.queries.events import kinds_with_use
from keyaccount.apps.events.services import kinds as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def add_places() -> None:
    settings_places.add(
        Place(
            "event_kinds",
            gettext_lazy("Kinds of event"),
            gettext_lazy("Seminar, visit to us, trade show: what people choose from when they plan an event."),
            "events:kinds",
            icon="presentation",
            group=Group.SALES,
            order=26,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@require_safe
@administrators
def kinds(request: HttpRequest) -> HttpResponse:
    return render(request, "events/settings/kinds.html", {"kinds": kinds_with_use()})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def new_kind(request: HttpRequest) -> HttpResponse:
    def save(values: dict[str, Any], seen: int | None) -> EventKind:
        return service.add_kind(values=values, act=act_of(request))

    return answer_form(request, KindForm(request.POST or None), save, _look(_("New kind of event")))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    found = get_object_or_404(EventKind, pk=kind_id)

    def save(values: dict[str, Any], seen: int | None) -> EventKind:
        return service.change_kind(kind_id=kind_id, values=values, act=act_of(request), seen=seen)

    return answer_form(request, KindForm(request.POST or None, instance=found), save, _look(found.label, found))


@require_POST
@administrators
def order_kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    up = request.POST.get("way") != "down"
    return _done(request, lambda: service.move_kind(kind_id=kind_id, up=up, act=act_of(request)))


@require_POST
@administrators
def archive_kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    return _done(request, lambda: service.archive_kind(kind_id=kind_id, act=act_of(request)))


@require_POST
@administrators
def restore_kind(request: HttpRequest, kind_id: int) -> HttpResponse:
    return _done(request, lambda: service.restore_kind(kind_id=kind_id, act=act_of(request)))


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    return answer_act(request, act, _look(""))


def _look(title: str, record: Any = None) -> Look:
    return Look(title, reverse("events:kinds"), said=_("Saved."), record=record)
