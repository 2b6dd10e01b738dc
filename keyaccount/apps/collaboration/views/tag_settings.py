"""The vocabulary of tags in the settings: renaming, colouring, merging, retiring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.collaboration.forms.tags import MergeForm, TagForm
from keyaccount.apps.collaboration.models import Tag
from keyaccount.apps.collaboration.queries.tags import vocabulary
from keyaccount.apps.collaboration.services import tags as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place

SHOWN = 500


def add_place() -> None:
    settings_places.add(
        Place(
            "tags",
            gettext_lazy("Tags"),
            gettext_lazy("The words people put on records: their names and colours, which are merged or retired."),
            "collaboration:tags",
            icon="list-details",
            group=Group.COMPANY,
            order=55,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@require_safe
@administrators
def tags(request: HttpRequest) -> HttpResponse:
    return render(request, "collaboration/tags/settings.html", {"tags": vocabulary()[:SHOWN]})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def new(request: HttpRequest) -> HttpResponse:
    def save(values: dict[str, Any], seen: int | None) -> Tag:
        return service.create_tag(values=_own(values), act=act_of(request))

    return answer_form(request, TagForm(request.POST or None), save, _look(_("New tag")))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=tag_id)

    def save(values: dict[str, Any], seen: int | None) -> Tag:
        return service.change_tag(tag_id=tag_id, values=_own(values), act=act_of(request), version=seen)

    return answer_form(request, TagForm(request.POST or None, instance=found), save, _look(found.name, found))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def merge(request: HttpRequest, tag_id: int) -> HttpResponse:
    found = get_object_or_404(Tag, pk=tag_id)
    look = _look(_("Merge “%(tag)s” into another tag") % {"tag": found}, found)
    return answer_form(
        request,
        MergeForm(request.POST or None),
        lambda values, seen: service.merge_tags(tag_id=tag_id, into=values["into"], act=act_of(request)),
        look,
    )


@require_POST
@administrators
def retire(request: HttpRequest, tag_id: int) -> HttpResponse:
    return _done(request, lambda: service.retire_tag(tag_id=tag_id, act=act_of(request)))


@require_POST
@administrators
def restore(request: HttpRequest, tag_id: int) -> HttpResponse:
    return _done(request, lambda: service.restore_tag(tag_id=tag_id, act=act_of(request)))


def _own(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("name", "colour") if name in values}


def _done(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    return answer_act(request, act, _look(""))


def _look(title: str, record: Tag | None = None) -> Look:
    return Look(title, reverse("collaboration:tags"), said=_("Saved."), record=record)
