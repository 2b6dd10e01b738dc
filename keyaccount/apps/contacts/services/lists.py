"""The lists about people that the workspace keeps: stages of a relationship, advice cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_stage(*, values: Mapping[str, Any], act: Act) -> RelationshipStage:
    access.administrator(act)
    last = RelationshipStage.objects.aggregate(last=Max("position"))["last"]
    stage = RelationshipStage(**values, position=0 if last is None else last + 1)
    revising.check(stage)
    stage.save(force_insert=True)
    audit.record(act, stage, AuditAction.CREATED)
    return stage


@transaction.atomic
def change_stage(*, stage_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> RelationshipStage:
    stage = _stage(stage_id, act)
    revising.revise(stage, values, act, seen=seen)
    return stage


@transaction.atomic
def move_stage(*, stage_id: int, up: bool, act: Act) -> RelationshipStage:
    """One place earlier or later in the list."""
    stage = _stage(stage_id, act)
    stages = list(RelationshipStage.objects.select_for_update())
    place = [each.pk for each in stages].index(stage.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(stages):
        stages[place], stages[other] = stages[other], stages[place]
        for position, each in enumerate(stages):
            each.position = position
        RelationshipStage.objects.bulk_update(stages, ["position"])
        audit.record(act, stage, AuditAction.CHANGED, {"order": (place + 1, other + 1)})
    return stage


def archive_stage(*, stage_id: int, act: Act) -> RelationshipStage:
    """No longer offered; the people who stand there keep it."""
    return _mark(stage_id, act, archived=True)


def restore_stage(*, stage_id: int, act: Act) -> RelationshipStage:
    return _mark(stage_id, act, archived=False)


@transaction.atomic
def change_card(*, card_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> AdviceCard:
    access.administrator(act)
    card = AdviceCard.objects.select_for_update().filter(pk=card_id).first()
    if card is None:
        raise NotFound
    revising.revise(card, values, act, seen=seen)
    return card


@transaction.atomic
def _mark(stage_id: int, act: Act, *, archived: bool) -> RelationshipStage:
    stage = _stage(stage_id, act)
    if (stage.archived_at is not None) != archived:
        stage.archived_at = act.now if archived else None
        stage.save(update_fields=["archived_at"])
        audit.record(act, stage, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return stage


def _stage(stage_id: int, act: Act) -> RelationshipStage:
    access.administrator(act)
    stage = RelationshipStage.objects.select_for_update().filter(pk=stage_id).first()
    if stage is None:
        raise NotFound
    return stage
