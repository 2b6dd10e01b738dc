"""Pipelines with their stages, and the reasons deals are won or lost for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.pipeline.models import CloseReason, Pipeline
from keyaccount.surfaces.api.callers import user_of
from keyaccount.surfaces.api.lists.listing import refuse_unknown, respond
from keyaccount.surfaces.api.records import shown
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.pipeline import PipelineOut, ReasonOut, StageOut
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Pipelines"])
reasons = Router(tags=["Pipelines"])

STAGE: Shape[Any] = Shape(StageOut)
PIPELINE: Shape[Pipeline] = Shape(
    PipelineOut,
    {
        "stages": Part(
            lambda pipeline, viewer: [STAGE.show(stage, STAGE.full, viewer) for stage in pipeline.stages.all()],
            fetches=("stages",),
            for_viewer=True,
        )
    },
)
REASON: Shape[CloseReason] = Shape(ReasonOut)


@router.get("", response=list[PipelineOut], operation_id="listPipelines", summary="List pipelines with their stages")
def list_pipelines(request: HttpRequest) -> HttpResponse:
    """All of them, archived ones too."""
    return _all(request, PIPELINE, Pipeline.objects.all())


@router.get("/{pipeline_id}", response=PipelineOut, operation_id="getPipeline", summary="One pipeline")
def get_pipeline(request: HttpRequest, pipeline_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, PIPELINE, Pipeline.objects.all(), pipeline_id, fields)


@reasons.get("", response=list[ReasonOut], operation_id="listCloseReasons", summary="List why deals are won or lost")
def list_reasons(request: HttpRequest) -> HttpResponse:
    """All of them, archived ones too."""
    return _all(request, REASON, CloseReason.objects.all())


def _all(request: HttpRequest, shape: Shape[Any], rows: Any) -> HttpResponse:
    refuse_unknown(request, set())
    viewer = user_of(request)
    return respond([shape.show(row, shape.full, viewer) for row in shape.joined(rows, shape.full)])
