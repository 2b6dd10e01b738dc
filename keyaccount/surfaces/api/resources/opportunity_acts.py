"""What is done with an opportunity: move it, win it, lose it, open it again, set its products; and its past."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.services import stages
from keyaccount.apps.pipeline.services.opportunities import Line, set_lines
from keyaccount.surfaces.api import references
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID
from keyaccount.surfaces.api.lists.listing import Listing, respond
from keyaccount.surfaces.api.records import changed, found
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources.opportunity_shapes import OPPORTUNITY, STATE, show_line
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.opportunities import (
    HistoryAsked,
    LineOut,
    LinesIn,
    LoseIn,
    MoveIn,
    OpportunityOut,
    StateOut,
    WinIn,
)

router = Router(tags=["Opportunities"])
PAST: Listing[OpportunityState] = Listing(STATE, HistoryAsked, sorts={"id": ID}, filters={})


@router.post(
    "/{opportunity_id}/move",
    response=OpportunityOut,
    operation_id="moveOpportunity",
    summary="Move an opportunity to another stage",
)
@takes_version
def move(request: HttpRequest, opportunity_id: RecordId, item: MoveIn) -> HttpResponse:
    """Forwards asks for the end mark of the stage that is left; back is allowed and recorded."""
    stage = Finder(user_of(request)).one(references.STAGE, item.stage, "stage")
    return _done(
        request, stages.move_stage(opportunity_id=opportunity_id, stage=stage, evidence=item.evidence, **_how(request))
    )


@router.post(
    "/{opportunity_id}/win",
    response=OpportunityOut,
    operation_id="winOpportunity",
    summary="Mark an opportunity as won",
)
@takes_version
def win(request: HttpRequest, opportunity_id: RecordId, item: WinIn) -> HttpResponse:
    finder = Finder(user_of(request))
    reason = finder.one(references.WON_BECAUSE, item.reason, "reason") if item.reason else None
    return _done(
        request,
        stages.win_opportunity(
            opportunity_id=opportunity_id, closed_on=item.closed_on, reason=reason, note=item.note, **_how(request)
        ),
    )


@router.post(
    "/{opportunity_id}/lose",
    response=OpportunityOut,
    operation_id="loseOpportunity",
    summary="Mark an opportunity as lost",
)
@takes_version
def lose(request: HttpRequest, opportunity_id: RecordId, item: LoseIn) -> HttpResponse:
    reason = Finder(user_of(request)).one(references.LOST_BECAUSE, item.reason, "reason")
    return _done(
        request,
        stages.lose_opportunity(
            opportunity_id=opportunity_id, closed_on=item.closed_on, reason=reason, note=item.note, **_how(request)
        ),
    )


@router.post(
    "/{opportunity_id}/reopen",
    response=OpportunityOut,
    operation_id="reopenOpportunity",
    summary="Open a closed opportunity again",
)
@takes_version
def reopen(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    return _done(request, stages.reopen_opportunity(opportunity_id=opportunity_id, **_how(request)))


@router.get(
    "/{opportunity_id}/lines",
    response=list[LineOut],
    operation_id="listOpportunityLines",
    summary="The products of an opportunity",
)
def list_lines(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    opportunity = found(Opportunity.objects.visible_to(user_of(request)), opportunity_id)
    return respond([show_line(line) for line in opportunity.lines.select_related("product")])


@router.put(
    "/{opportunity_id}/lines",
    response=OpportunityOut,
    operation_id="setOpportunityLines",
    summary="Set the products of an opportunity",
)
@takes_version
def put_lines(request: HttpRequest, opportunity_id: RecordId, item: LinesIn) -> HttpResponse:
    """They take the place of those it had; the amount becomes their sum."""
    finder = Finder(user_of(request))
    finder.learn(references.PRODUCT, [line.product for line in item.lines])
    lines = [
        Line(finder.one(references.PRODUCT, line.product, f"lines.{place}.product"), line.quantity, line.price)
        for place, line in enumerate(item.lines)
    ]
    return _done(request, set_lines(opportunity_id=opportunity_id, lines=lines, **_how(request)))


@router.get(
    "/{opportunity_id}/history",
    response=Page[StateOut],
    operation_id="listOpportunityHistory",
    summary="How an opportunity stood at every moment",
)
def list_history(request: HttpRequest, opportunity_id: RecordId, asked: Query[HistoryAsked]) -> HttpResponse:
    opportunity = found(Opportunity.objects.visible_to(user_of(request)), opportunity_id)
    return PAST.answer(request, asked, OpportunityState.objects.filter(opportunity=opportunity))


def _how(request: HttpRequest) -> dict[str, Any]:
    return {"act": act_of(request), "version": read_version(request)}


def _done(request: HttpRequest, opportunity: Opportunity) -> HttpResponse:
    return changed(request, OPPORTUNITY, opportunity)
