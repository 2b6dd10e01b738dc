"""Pipelines: made from a template or empty, renamed, ordered, archived; one of them is the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Opportunity, Pipeline, Stage
from keyaccount.apps.pipeline.pipeline_templates import PIPELINES, PipelineTemplate
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound

PIPELINE_FIELDS = ("name", "name_zh")


class PipelineNotEmpty(Fact):
    message = _("“%(name)s” still has open deals: %(count)d. Close them or move them to another pipeline first.")


class DefaultPipelineStays(Fact):
    message = _("“%(name)s” is the default pipeline. Make another one the default first.")


@transaction.atomic
def create_pipeline(*, values: Mapping[str, Any], template: str = "", act: Act) -> Pipeline:
    """With the stages of a template (by its key), or without any."""
    access.administrator(act)
    last = Pipeline.objects.aggregate(last=Max("position"))["last"]
    pipeline = Pipeline(**values, position=0 if last is None else last + 1)
    pipeline.is_default = not Pipeline.objects.filter(is_default=True).exists()
    revising.check(pipeline)
    pipeline.save(force_insert=True)
    if template:
        add_stages(pipeline, _template(template))
    audit.record(act, pipeline, AuditAction.CREATED)
    return pipeline


def add_stages(pipeline: Pipeline, template: PipelineTemplate) -> None:
    Stage.objects.bulk_create(
        Stage(
            pipeline=pipeline,
            position=place,
            name=stage.name,
            name_zh=stage.name_zh,
            win_rate=stage.share,
            buyer_phase=stage.phase[0],
            buyer_phase_zh=stage.phase[1],
            end_mark=stage.end_mark[0],
            end_mark_zh=stage.end_mark[1],
            takes_proposals=stage.takes_proposals,
        )
        for place, stage in enumerate(template.stages)
    )


@transaction.atomic
def change_pipeline(*, pipeline_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> Pipeline:
    pipeline = held_pipeline(pipeline_id, act)
    revising.revise(pipeline, values, act, seen=seen)
    return pipeline


@transaction.atomic
def make_default(*, pipeline_id: int, act: Act) -> Pipeline:
    """New deals start in it, and the board shows it first."""
    pipeline = held_pipeline(pipeline_id, act)
    if pipeline.archived_at is not None:
        raise Invalid(_("Restore the pipeline first."))
    for other in Pipeline.objects.select_for_update().filter(is_default=True).exclude(pk=pipeline_id):
        revising.revise(other, {"is_default": False}, act)
    revising.revise(pipeline, {"is_default": True}, act)
    return pipeline


@transaction.atomic
def order_stages(*, pipeline_id: int, order: Sequence[int], act: Act) -> Pipeline:
    """The stages in use in a new order: all of them, each once."""
    pipeline = held_pipeline(pipeline_id, act)
    stages = list(Stage.objects.select_for_update().filter(pipeline=pipeline, archived_at=None))
    if sorted(order) != sorted(stage.pk for stage in stages):
        raise Invalid(_("The stages have changed meanwhile. Look at them again."))
    before = [stage.name for stage in stages]
    stages.sort(key=lambda stage: order.index(stage.pk))
    for place, stage in enumerate(stages):
        Stage.objects.filter(pk=stage.pk).update(position=place)
    after = [stage.name for stage in stages]
    if before != after:
        audit.record(act, pipeline, AuditAction.CHANGED, {"order": (before, after)})
    return pipeline


@transaction.atomic
def archive_pipeline(*, pipeline_id: int, act: Act) -> Pipeline:
    pipeline = held_pipeline(pipeline_id, act)
    if pipeline.is_default:
        raise DefaultPipelineStays(name=pipeline.label)
    if count := Opportunity.objects.open().filter(stage__pipeline=pipeline).count():
        raise PipelineNotEmpty(name=pipeline.label, count=count)
    return _mark(pipeline, act, archived=True)


@transaction.atomic
def restore_pipeline(*, pipeline_id: int, act: Act) -> Pipeline:
    return _mark(held_pipeline(pipeline_id, act), act, archived=False)


def held_pipeline(pipeline_id: int, act: Act) -> Pipeline:
    access.administrator(act)
    pipeline = Pipeline.objects.select_for_update().filter(pk=pipeline_id).first()
    if pipeline is None:
        raise NotFound
    return pipeline


def _mark(pipeline: Pipeline, act: Act, *, archived: bool) -> Pipeline:
    if (pipeline.archived_at is not None) != archived:
        pipeline.archived_at = act.now if archived else None
        pipeline.save(update_fields=["archived_at"])
        audit.record(act, pipeline, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return pipeline


def _template(key: str) -> PipelineTemplate:
    found = next((template for template in PIPELINES if template.key == key), None)
    if found is None:
        raise Invalid(fields={"template": str(_("There is no such template."))})
    return found
