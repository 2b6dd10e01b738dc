"""The pipelines and reasons a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.pipeline.models import CloseReason, Pipeline
from keyaccount.apps.pipeline.pipeline_templates import CLOSE_REASONS, PIPELINES, PipelineTemplate
from keyaccount.apps.pipeline.services.pipelines import add_stages


def set_up(now: datetime) -> None:
    if not Pipeline.objects.exists():
        for position, template in enumerate(PIPELINES):
            make_pipeline(template, position=position, is_default=position == 0)
    if not CloseReason.objects.exists():
        CloseReason.objects.bulk_create(
            CloseReason(outcome=outcome, name=name, name_zh=name_zh, position=position)
            for outcome, reasons in CLOSE_REASONS.items()
            for position, (name, name_zh) in enumerate(reasons)
        )


def make_pipeline(template: PipelineTemplate, *, position: int, is_default: bool = False) -> Pipeline:
    pipeline = Pipeline.objects.create(
        name=template.name, name_zh=template.name_zh, position=position, is_default=is_default
    )
    add_stages(pipeline, template)
    return pipeline
