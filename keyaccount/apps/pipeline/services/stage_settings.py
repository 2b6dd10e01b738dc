"""Stages of a pipeline: added, described, given a win rate, taken out of use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage, StateStatus
from keyaccount.apps.pipeline.services.pipelines import held_pipeline
from keyaccount.apps.pipeline.services.rewriting import rewrite_opportunities, rewrite_states, states_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound

STAGE_FIELDS = (
    "name",
    "name_zh",
    "win_rate",
    "buyer_phase",
    "buyer_phase_zh",
    "end_mark",
    "end_mark_zh",
    "takes_proposals",
)


class StageNotEmpty(Fact):
    message = _("“%(name)s” still has open deals: %(count)d. Choose the stage they move to.")


class LastStageStays(Fact):
    message = _("“%(name)s” is the only stage of its pipeline. Archive the pipeline instead.")


@transaction.atomic
def add_stage(*, pipeline_id: int, values: Mapping[str, Any], act: Act) -> Stage:
    """After the last one."""
    pipeline = held_pipeline(pipeline_id, act)
    last = pipeline.stages.filter(archived_at=None).aggregate(last=Max("position"))["last"]
    stage = Stage(**values, pipeline=pipeline, position=0 if last is None else last + 1)
    revising.check(stage)
    stage.save(force_insert=True)
    audit.record(act, stage, AuditAction.CREATED)
    return stage


@transaction.atomic
def change_stage(*, stage_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> Stage:
    """A new win rate holds at once for every open deal in the stage without one of its own; past days keep the old."""
    stage = _held(stage_id, act)
    changes = revising.revise(stage, values, act, seen=seen)
    if "win_rate" in changes:
        _follow_rate(stage, act)
    return stage


def set_win_rate(*, stage_id: int, rate: Decimal, act: Act, seen: int | None = None) -> Stage:
    return change_stage(stage_id=stage_id, values={"win_rate": rate}, act=act, seen=seen)


@transaction.atomic
def archive_stage(*, stage_id: int, move_to: int | None = None, act: Act) -> Stage:
    """Open deals move to another stage of the same pipeline; closed ones keep the stage they closed in."""
    stage = _held(stage_id, act)
    others = Stage.objects.filter(pipeline=stage.pipeline_id, archived_at=None).exclude(pk=stage.pk)
    if not others.exists():
        raise LastStageStays(name=stage.label)
    deals = Opportunity.objects.open().filter(stage=stage)
    if count := deals.count():
        target = others.filter(pk=move_to).first() if move_to else None
        if target is None:
            raise StageNotEmpty(name=stage.label, count=count)
        _move_all(stage, target, act)
    return _mark(stage, act, archived=True)


@transaction.atomic
def restore_stage(*, stage_id: int, act: Act) -> Stage:
    """Back at the end of its pipeline."""
    stage = _held(stage_id, act)
    last = Stage.objects.filter(pipeline=stage.pipeline_id, archived_at=None).aggregate(last=Max("position"))["last"]
    stage.position = 0 if last is None else last + 1
    return _mark(stage, act, archived=False)


def _follow_rate(stage: Stage, act: Act) -> None:
    following = OpportunityState.objects.current().filter(
        stage=stage, status=StateStatus.OPEN, opportunity__win_rate=None
    )
    rewrite_states(following.exclude(win_rate=stage.win_rate), {"win_rate": stage.win_rate}, act)


def _move_all(stage: Stage, target: Stage, act: Act) -> None:
    today = clock.day_of(act.now, load_workspace().zone)
    deals = Opportunity.objects.open().filter(stage=stage)
    moved = rewrite_opportunities(deals, "stage", target, act, stage_since=today)
    for states in states_of(moved):
        followers, own = {"stage": target, "win_rate": target.win_rate}, {"stage": target}
        rewrite_states(states.filter(stage=stage, opportunity__win_rate=None), followers, act)
        rewrite_states(states.filter(stage=stage, opportunity__win_rate__isnull=False), own, act)


def _held(stage_id: int, act: Act) -> Stage:
    access.administrator(act)
    stage = Stage.objects.select_for_update(of=("self",)).filter(pk=stage_id).first()
    if stage is None:
        raise NotFound
    if stage.pipeline.archived_at is not None:
        raise Invalid(_("The pipeline of this stage is archived. Restore it first."))
    return stage


def _mark(stage: Stage, act: Act, *, archived: bool) -> Stage:
    if (stage.archived_at is not None) != archived:
        stage.archived_at = act.now if archived else None
        stage.save(update_fields=["archived_at", "position"])
        audit.record(act, stage, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return stage
