"""Settings: pipelines and their stages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.pipeline.forms.settings_pipelines import NewPipelineForm, PipelineForm
from keyaccount.apps.pipeline.models import Pipeline, Stage
from keyaccount.apps.pipeline.queries.pipelines import pipelines_in_use
from keyaccount.apps.pipeline.services import pipelines as service
from keyaccount.apps.workspace.views.edge import View, act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.figures.figure import Text


@require_safe
@administrators
def pipelines(request: HttpRequest) -> HttpResponse:
    return render(request, "pipeline/settings/pipelines.html", {"pipelines": pipelines_in_use()})


@administrators
def new_pipeline(request: HttpRequest) -> HttpResponse:
    look = Look(title=_("New pipeline"), back=reverse("pipeline:pipelines"), word=_("Make it"))

    def save(values: dict[str, object], seen: int | None) -> object:
        template = str(values.pop("template", ""))
        return service.create_pipeline(values=values, template=template, act=act_of(request))

    return answer_form(request, NewPipelineForm(request.POST or None), save, look)


@administrators
def pipeline(request: HttpRequest, pipeline_id: int) -> HttpResponse:
    found = Pipeline.objects.filter(pk=pipeline_id).first()
    if found is None:
        raise Http404
    look = Look(title=_("Rename the pipeline"), back=reverse("pipeline:pipelines"), record=found)
    return answer_form(
        request,
        PipelineForm(request.POST or None, instance=found),
        lambda values, seen: service.change_pipeline(
            pipeline_id=pipeline_id, values=values, act=act_of(request), seen=seen
        ),
        look,
    )


def _act(do: Callable[..., object], said: Text) -> View:
    @require_POST
    @administrators
    def view(request: HttpRequest, pipeline_id: int) -> HttpResponse:
        look = Look(title="", back=reverse("pipeline:pipelines"), said=said)
        return answer_act(request, partial(do, pipeline_id=pipeline_id, act=act_of(request)), look)

    return view


make_default = _act(service.make_default, _("New deals start in this pipeline from now on."))
archive_pipeline = _act(service.archive_pipeline, _("The pipeline is archived; past figures still know it."))
restore_pipeline = _act(service.restore_pipeline, _("The pipeline is back in use."))


@require_POST
@administrators
def move_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """One place up or down."""
    stage = Stage.objects.filter(pk=stage_id, archived_at=None).first()
    if stage is None:
        raise Http404
    order = _moved(stage, -1 if request.POST.get("way") == "up" else 1)
    look = Look(title="", back=reverse("pipeline:pipelines"), said=_("The order is changed."))
    act = act_of(request)
    return answer_act(request, lambda: service.order_stages(pipeline_id=stage.pipeline_id, order=order, act=act), look)


def _moved(stage: Stage, step: int) -> list[int]:
    stages = Stage.objects.filter(pipeline=stage.pipeline_id, archived_at=None).order_by("position", "id")
    order = list(stages.values_list("pk", flat=True))
    place = order.index(stage.pk)
    other = min(max(place + step, 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    return order
