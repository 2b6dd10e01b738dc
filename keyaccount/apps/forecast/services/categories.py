"""Saying in which category a deal, or the deals of a stage, stand: what held before ends and is kept."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Category, DealCategory, StageCategory
from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.pipeline.models import Opportunity, Stage, Status
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Fact, Invalid, NotFound


class NotOpen(Fact):
    message = _("“%(name)s” is not open: what is won counts as closed, what is lost in no forecast.")


@transaction.atomic
def set_deal_category(*, opportunity_id: int, category: str, note: str = "", act: Act) -> DealCategory:
    """Set the category of an open deal by hand; saying the same again changes nothing."""
    deal = access.writable(Opportunity, opportunity_id, act)
    note = note.strip()
    _check(category, note)
    if deal.status != Status.OPEN or deal.archived_at is not None:
        raise NotOpen(name=str(deal))
    held: DealCategory | None = DealCategory.objects.current().filter(opportunity=deal).first()
    if held is not None and (held.category, held.note) == (category, note):
        return held
    _end(held, act)
    said = DealCategory(opportunity=deal, category=category, note=note, set_by=act.actor, valid_from=act.now)
    said.save(force_insert=True)
    audit.record(act, deal, AuditAction.CHANGED, {"forecast_category": (held and held.category, category)})
    return said


@transaction.atomic
def clear_deal_category(*, opportunity_id: int, act: Act) -> None:
    """Back to what the stage says; nothing happens where nobody said otherwise."""
    deal = access.writable(Opportunity, opportunity_id, act)
    held = DealCategory.objects.current().filter(opportunity=deal).first()
    if held is None:
        return
    _end(held, act)
    audit.record(act, deal, AuditAction.CHANGED, {"forecast_category": (held.category, None)})


@transaction.atomic
def set_stage_category(*, stage_id: int, category: str, act: Act) -> None:
    access.administrator(act)
    stage = Stage.objects.filter(pk=stage_id).first()
    if stage is None:
        raise NotFound
    if category not in Category.values:
        raise Invalid(fields={"category": str(_("Choose one of the categories."))})
    held = StageCategory.objects.current().filter(stage=stage).first()
    if held is not None and held.category == category:
        return
    if held is not None:
        held.valid_to = act.now
        held.save(update_fields=["valid_to"])
    StageCategory(stage=stage, category=category, set_by=act.actor, valid_from=act.now).save(force_insert=True)
    audit.record(act, stage, AuditAction.CHANGED, {"forecast_category": (held and held.category, category)})


def _end(held: DealCategory | None, act: Act) -> None:
    if held is not None:
        held.valid_to, held.ended_by = act.now, act.actor
        held.save(update_fields=["valid_to", "ended_by"])


def _check(category: str, note: str) -> None:
    fields: dict[str, str] = {}
    if category not in Category.values:
        fields["category"] = str(_("Choose one of the categories."))
    if len(note) > NOTE_LENGTH:
        fields["note"] = str(_("Say it in 300 characters or fewer."))
    if fields:
        raise Invalid(fields=fields)
