"""The lists about people that the workspace keeps: stages of a relationship, advice cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import access, revising
from keyaccount.apps.workspace.services.kept_lists import KeptList
from keyaccount.kernel.errors import NotFound

LIST = KeptList(RelationshipStage)


def add_stage(*, values: Mapping[str, Any], act: Act) -> RelationshipStage:
    return LIST.add(values, act)


def change_stage(*, stage_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> RelationshipStage:
    return LIST.change(stage_id, values, act, seen)


def move_stage(*, stage_id: int, up: bool, act: Act) -> RelationshipStage:
    """One place earlier or later in the list."""
    return LIST.move(stage_id, act, up=up)


def archive_stage(*, stage_id: int, act: Act) -> RelationshipStage:
    """No longer offered; the people who stand there keep it."""
    return LIST.mark(stage_id, act, archived=True)


def restore_stage(*, stage_id: int, act: Act) -> RelationshipStage:
    return LIST.mark(stage_id, act, archived=False)


@transaction.atomic
def change_card(*, card_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> AdviceCard:
    access.administrator(act)
    card = AdviceCard.objects.select_for_update().filter(pk=card_id).first()
    if card is None:
        raise NotFound
    revising.revise(card, values, act, seen=seen)
    return card
