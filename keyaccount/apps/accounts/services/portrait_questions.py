"""What the workspace asks of every account: the list of questions, kept by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keyaccount.apps.accounts.models import PortraitQuestion
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def add_question(*, values: Mapping[str, Any], act: Act) -> PortraitQuestion:
    access.administrator(act)
    question = PortraitQuestion(**values, position=_next_place(values["part"]))
    revising.check(question)
    question.save(force_insert=True)
    audit.record(act, question, AuditAction.CREATED)
    return question


@transaction.atomic
def change_question(
    *, question_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None
) -> PortraitQuestion:
    """New words hold for the answers there are: it is the same question, better asked."""
    question = _held(question_id, act)
    moved = values.get("part", question.part) != question.part
    revising.revise(question, values, act, seen=seen)
    if moved:
        _place(question, _next_place(question.part))
    return question


@transaction.atomic
def move_question(*, question_id: int, step: int, act: Act) -> None:
    """One place up (-1) or down (1) among the questions of its part."""
    question = _held(question_id, act)
    row = list(PortraitQuestion.objects.present().filter(part=question.part))
    here = next((place for place, found in enumerate(row) if found.pk == question.pk), None)
    if here is None or not 0 <= here + step < len(row):
        return
    row.insert(here + step, row.pop(here))
    for place, found in enumerate(row):
        _place(found, place)
    audit.record(act, question, AuditAction.CHANGED, {"order": (here + 1, here + step + 1)})


def archive_question(*, question_id: int, act: Act) -> PortraitQuestion:
    """Asked no longer; its answers are kept."""
    return _mark(question_id, act, archived=True)


def restore_question(*, question_id: int, act: Act) -> PortraitQuestion:
    return _mark(question_id, act, archived=False)


@transaction.atomic
def _mark(question_id: int, act: Act, *, archived: bool) -> PortraitQuestion:
    question = _held(question_id, act)
    if (question.archived_at is not None) != archived:
        question.archived_at = act.now if archived else None
        question.save(update_fields=["archived_at"])
        audit.record(act, question, AuditAction.ARCHIVED if archived else AuditAction.RESTORED)
    return question


def _held(question_id: int, act: Act) -> PortraitQuestion:
    access.administrator(act)
    question: PortraitQuestion | None = PortraitQuestion.objects.select_for_update().filter(pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def _next_place(part: str) -> int:
    last: int | None = PortraitQuestion.objects.filter(part=part).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _place(question: PortraitQuestion, position: int) -> None:
    if question.position != position:
        question.position = position
        question.save(update_fields=["position"])
