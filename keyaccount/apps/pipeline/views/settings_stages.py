"""Settings: one stage, and the reasons why deals are won or lost."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.pipeline.forms.settings_pipelines import ArchiveStageForm, NewReasonForm, ReasonForm, StageForm
from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Stage
from keyaccount.apps.pipeline.queries.pipelines import reasons_in_use, stages_beside
from keyaccount.apps.pipeline.services import reasons as reason_service
from keyaccount.apps.pipeline.services import stage_settings as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@administrators
def new_stage(request: HttpRequest, pipeline_id: int) -> HttpResponse:
    look = Look(title=_("New stage"), back=reverse("pipeline:pipelines"), word=_("Add"))
    return answer_form(
        request,
        StageForm(request.POST or None),
        lambda values, seen: service.add_stage(pipeline_id=pipeline_id, values=values, act=act_of(request)),
        look,
    )


@administrators
def stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    found = _stage(stage_id)
    look = Look(title=found.label, back=reverse("pipeline:pipelines"), said=_("Saved."), record=found)
    return answer_form(
        request,
        StageForm(request.POST or None, instance=found),
        lambda values, seen: service.change_stage(stage_id=stage_id, values=values, act=act_of(request), seen=seen),
        look,
    )


@administrators
def archive_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Asks where the open deals go, if there are any."""
    found = _stage(stage_id)
    has_deals = Opportunity.objects.open().filter(stage=found).exists()
    data = request.POST or None
    form = ArchiveStageForm(data, stages=stages_beside(found)) if has_deals else forms.Form(data)
    look = Look(
        title=_("Archive the stage"),
        back=reverse("pipeline:pipelines"),
        said=_("The stage is archived."),
        text=_("It is offered no longer. Deals that closed in it keep it, and past figures still know it."),
        word=_("Archive"),
    )
    return answer_form(
        request,
        form,
        lambda values, seen: service.archive_stage(stage_id=stage_id, **values, act=act_of(request)),
        look,
    )


@require_POST
@administrators
def restore_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:pipelines"), said=_("The stage is back, as the last one."))
    return answer_act(request, lambda: service.restore_stage(stage_id=stage_id, act=act_of(request)), look)


@require_safe
@administrators
def reasons(request: HttpRequest) -> HttpResponse:
    return render(request, "pipeline/settings/reasons.html", {"outcomes": reasons_in_use()})


@administrators
def new_reason(request: HttpRequest) -> HttpResponse:
    form = NewReasonForm(request.POST or None, initial={"outcome": request.GET.get("outcome")})
    look = Look(title=_("New reason"), back=reverse("pipeline:reasons"), word=_("Add"))
    return answer_form(
        request, form, lambda values, seen: reason_service.add_reason(values=values, act=act_of(request)), look
    )


@administrators
def reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    found = CloseReason.objects.filter(pk=reason_id).first()
    if found is None:
        raise Http404
    look = Look(
        title=_("Reword the reason"),
        back=reverse("pipeline:reasons"),
        text=_("Past deals show the new words too: it is the same reason, better said."),
        record=found,
    )
    return answer_form(
        request,
        ReasonForm(request.POST or None, instance=found),
        lambda values, seen: reason_service.change_reason(
            reason_id=reason_id, values=values, act=act_of(request), seen=seen
        ),
        look,
    )


@require_POST
@administrators
def archive_reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:reasons"), said=_("No longer offered. Past deals keep it."))
    return answer_act(request, lambda: reason_service.archive_reason(reason_id=reason_id, act=act_of(request)), look)


@require_POST
@administrators
def restore_reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:reasons"), said=_("Offered again."))
    return answer_act(request, lambda: reason_service.restore_reason(reason_id=reason_id, act=act_of(request)), look)


def _stage(stage_id: int) -> Stage:
    found = Stage.objects.filter(pk=stage_id).first()
    if found is None:
        raise Http404
    return found
