"""The settings about people at customers: stages of a relationship, advice cards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.contacts.forms.lists import CardForm, StageForm
from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage, Subject
from keyaccount.apps.contacts.queries.personal import cards
from keyaccount.apps.contacts.queries.stages import stages_with_use
from keyaccount.apps.contacts.services import lists as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def add_places() -> None:
    settings_places.add(
        Place(
            "relationships",
            gettext_lazy("People at customers"),
            gettext_lazy("Stages of a relationship; how to deal with each thinking style and temperament."),
            "contacts:relationships",
            icon="users",
            group=Group.SALES,
            order=25,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@require_safe
@administrators
def relationships(request: HttpRequest) -> HttpResponse:
    found = cards()
    context = {
        "stages": stages_with_use(),
        "groups": [(subject.label, found[subject]) for subject in Subject],
    }
    return render(request, "contacts/settings/relationships.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def new_stage(request: HttpRequest) -> HttpResponse:
    def save(values: dict[str, Any], seen: int | None) -> RelationshipStage:
        return service.add_stage(values=values, act=act_of(request))

    return answer_form(request, StageForm(request.POST or None), save, _look(_("New stage")))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def stage(request: HttpRequest, relationship_id: int) -> HttpResponse:
    found = get_object_or_404(RelationshipStage, pk=relationship_id)

    def save(values: dict[str, Any], seen: int | None) -> RelationshipStage:
        return service.change_stage(stage_id=relationship_id, values=values, act=act_of(request), seen=seen)

    form = StageForm(request.POST or None, instance=found)
    return answer_form(request, form, save, _look(found.label, found))


@require_POST
@administrators
def order_stage(request: HttpRequest, relationship_id: int) -> HttpResponse:
    up = request.POST.get("way") != "down"
    return _done(request, lambda: service.move_stage(stage_id=relationship_id, up=up, act=act_of(request)))


@require_POST
@administrators
def archive_stage(request: HttpRequest, relationship_id: int) -> HttpResponse:
    return _done(request, lambda: service.archive_stage(stage_id=relationship_id, act=act_of(request)))


@require_POST
@administrators
def restore_stage(request: HttpRequest, relationship_id: int) -> HttpResponse:
    return _done(request, lambda: service.restore_stage(stage_id=relationship_id, act=act_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    found = get_object_or_404(AdviceCard, pk=card_id)

    def save(values: dict[str, Any], seen: int | None) -> AdviceCard:
        return service.change_card(card_id=card_id, values=values, act=act_of(request), seen=seen)

    form = CardForm(request.POST or None, instance=found)
    return answer_form(request, form, save, _look(found.label, found))


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    return answer_act(request, act, _look(""))


def _look(title: str, record: Any = None) -> Look:
    return Look(title, reverse("contacts:relationships"), said=_("Saved."), record=record)
