"""Bringing one opportunity to the stage and outcome that another system tells of it, act by act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Stage, Status
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.custom_values import for_change
from keyaccount.apps.workspace.services.editing import changed_fields
from keyaccount.surfaces.api import references
from keyaccount.surfaces.api.bulk import Values
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.references import Reference

REASONS = {Status.WON: references.WON_BECAUSE, Status.LOST: references.LOST_BECAUSE}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the deal is to stand; None is not told. `closed_on`, `reason` and `note` belong to the outcome."""

    stage: Stage | None
    evidence: str
    status: Status | None
    closed_on: date | None
    reason: CloseReason | None
    note: str | None

    @classmethod
    def out_of(cls, values: Values, finder: Finder) -> Wanted:
        """Takes what is not a field of the record out of the values."""
        status = values.pop("status", None)
        told = values.pop("close_reason", None)
        kind = REASONS.get(status)
        reason = finder.one(kind, told, "close_reason") if kind and isinstance(told, Reference) else None
        return cls(
            stage=values.pop("stage", None),
            evidence=values.pop("evidence", ""),
            status=status,
            closed_on=values.pop("closed_on", None),
            reason=reason,
            note=values.pop("close_note", None),
        )

    def closes_otherwise(self, deal: Opportunity) -> bool:
        """Whether a closed deal is to be closed in another way than it is."""
        return (
            (self.status is not None and self.status != deal.status)
            or (self.closed_on is not None and self.closed_on != deal.closed_on)
            or (self.reason is not None and self.reason.pk != deal.close_reason_id)
            or (self.note is not None and self.note != deal.close_note)
        )


def create_opportunity(values: Values, finder: Finder, act: Act) -> Opportunity:
    wanted = Wanted.out_of(values, finder)
    deal = opportunities.create_opportunity(values=values, stage=wanted.stage, act=act)
    if wanted.status in REASONS:
        _close(deal, wanted, act)
    return deal


def change_opportunity(deal: Opportunity, values: Values, finder: Finder, act: Act) -> bool:
    wanted = Wanted.out_of(values, finder)
    acts = _acts(deal, wanted)
    if changed_fields(deal, for_change(deal, values, act)):
        opportunities.update_opportunity(opportunity_id=deal.pk, values=values, act=act)
        _carry_out(acts, deal, wanted, act)
        return True
    _carry_out(acts, deal, wanted, act)
    return bool(acts)


def _acts(deal: Opportunity, wanted: Wanted) -> list[str]:
    """What has to be done, in its order. A closed deal is opened before it is closed in another way."""
    if deal.status != Status.OPEN:
        if wanted.status is None or not wanted.closes_otherwise(deal):
            return ["move"] if _moves(deal, wanted) else []
        first = ["reopen"]
    else:
        first = []
    moves = ["move"] if _moves(deal, wanted) else []
    return [*first, *moves, *(["close"] if wanted.status in REASONS else [])]


def _moves(deal: Opportunity, wanted: Wanted) -> bool:
    return wanted.stage is not None and wanted.stage.pk != deal.stage_id


def _carry_out(acts: list[str], deal: Opportunity, wanted: Wanted, act: Act) -> None:
    for name in acts:
        if name == "reopen":
            stages.reopen_opportunity(opportunity_id=deal.pk, act=act)
        elif name == "move" and wanted.stage is not None:
            stages.move_stage(opportunity_id=deal.pk, stage=wanted.stage, evidence=wanted.evidence, act=act)
        else:
            _close(deal, wanted, act)


def _close(deal: Opportunity, wanted: Wanted, act: Act) -> None:
    """Close it as wanted; what is not told stays as it was, where the deal was closed with the same outcome before."""
    before = deal if deal.status == wanted.status else Opportunity()
    about: dict[str, Any] = {
        "closed_on": wanted.closed_on or before.closed_on,
        "reason": wanted.reason or before.close_reason,
        "note": before.close_note if wanted.note is None else wanted.note,
    }
    close = stages.win_opportunity if wanted.status == Status.WON else stages.lose_opportunity
    close(opportunity_id=deal.pk, act=act, **about)
