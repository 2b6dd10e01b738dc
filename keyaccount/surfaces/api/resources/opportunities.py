"""Opportunities: the records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.collaboration.queries.tags import tagged_with
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.narrowing import narrowed
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import On
from keyaccount.surfaces.api import custom, references
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.custom import takes_custom_filters
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import RECORDS, Listing, equal, ids
from keyaccount.surfaces.api.lists.teams import within
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.resources.opportunity_shapes import OPPORTUNITY
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.opportunities import (
    OpportunitiesAsked,
    OpportunityChange,
    OpportunityIn,
    OpportunityOut,
)

router = Router(tags=["Opportunities"])
COMPARED = (
    "amount__gte",
    "amount__lte",
    "expected_close__gte",
    "expected_close__lte",
    "closed_on__gte",
    "closed_on__lte",
    "opened_on__gte",
    "opened_on__lte",
    "next_step_on__lte",
    "status",
    "currency",
    "source",
    "selling_mode",
)
SORTED = ("name", "opened_on", "stage_since", "created_at", "updated_at")
SORTED_WITH_EMPTY = ("amount", "expected_close", "closed_on", "next_step_on")
RELATIONS = {
    "account": references.ACCOUNT,
    "unit": references.UNIT,
    "owner": references.USER,
    "stage": references.STAGE,
}


LIST: Listing[Opportunity] = Listing(
    OPPORTUNITY,
    OpportunitiesAsked,
    sorts={
        "id": ID,
        **{name: Sort(name) for name in SORTED},
        **{name: Sort(name, nullable=True) for name in SORTED_WITH_EMPTY},
    },
    filters={
        **RECORDS,
        "tag": lambda value, viewer: tagged_with("pipeline.opportunity", value),
        **{name: equal(name) for name in COMPARED},
        "q": lambda value, viewer: narrowed({"q": value}),
        "pipeline": ids("stage__pipeline"),
        "stage": ids("stage"),
        "owner": ids("owner"),
        "account": ids("account"),
        "team": within("team"),
    },
)


@router.get("", response=Page[OpportunityOut], operation_id="listOpportunities", summary="List opportunities")
@takes_custom_filters
def list_opportunities(request: HttpRequest, asked: Query[OpportunitiesAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Opportunity.objects.visible_to(user_of(request)))


@router.post("", response={201: OpportunityOut}, operation_id="createOpportunity", summary="Add an opportunity")
def create_opportunity(request: HttpRequest, item: OpportunityIn) -> HttpResponse:
    values = _values(request, item)
    stage = values.pop("stage", None)
    return made(request, OPPORTUNITY, opportunities.create_opportunity(values=values, stage=stage, act=act_of(request)))


@router.get("/{opportunity_id}", response=OpportunityOut, operation_id="getOpportunity", summary="One opportunity")
def get_opportunity(request: HttpRequest, opportunity_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, OPPORTUNITY, Opportunity.objects.visible_to(user_of(request)), opportunity_id, fields)


@router.patch(
    "/{opportunity_id}", response=OpportunityOut, operation_id="changeOpportunity", summary="Change an opportunity"
)
@takes_version
def change_opportunity(request: HttpRequest, opportunity_id: RecordId, item: OpportunityChange) -> HttpResponse:
    """Stage and outcome are changed by acts of their own: move, win, lose, reopen."""
    opportunity = opportunities.update_opportunity(
        opportunity_id=opportunity_id,
        values=_values(request, item),
        act=act_of(request),
        version=read_version(request),
    )
    return changed(request, OPPORTUNITY, opportunity)


@router.delete(
    "/{opportunity_id}",
    response={204: None},
    operation_id="archiveOpportunity",
    summary="Archive an opportunity",
)
def archive_opportunity(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    opportunities.archive_opportunity(opportunity_id=opportunity_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{opportunity_id}/restore",
    response=OpportunityOut,
    operation_id="restoreOpportunity",
    summary="Take an opportunity back into use",
)
def restore_opportunity(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    restored = opportunities.restore_opportunity(opportunity_id=opportunity_id, act=act_of(request))
    return changed(request, OPPORTUNITY, restored)


def _values(request: HttpRequest, item: OpportunityChange) -> dict[str, Any]:
    finder = references.Finder(user_of(request))
    return custom.expanded(finder.values(given(item, OPPORTUNITY, request), RELATIONS), On.OPPORTUNITIES, finder)
