"""What accounts are thought to buy a year: entries that are added to and never changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids
from keyaccount.surfaces.api.records import given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.portfolio import EstimateIn, EstimateOut, EstimatesAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Estimates"])
of_account = Router(tags=["Estimates"])

ESTIMATE: Shape[AccountEstimate] = Shape(
    EstimateOut, {"account": shapes.related("account"), "author": shapes.person("author")}
)
LIST: Listing[AccountEstimate] = Listing(
    ESTIMATE,
    EstimatesAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("on", "amount", "created_at")}},
    filters={
        "account": ids("account"),
        "author": ids("author"),
        "confidence": equal("confidence"),
        "on__gte": equal("on__gte"),
        "on__lte": equal("on__lte"),
    },
)


@router.get("", response=Page[EstimateOut], operation_id="listEstimates", summary="List estimates of purchasing")
def list_estimates(request: HttpRequest, asked: Query[EstimatesAsked]) -> HttpResponse:
    """Every entry there is; of each account the last dated one holds."""
    return LIST.answer(request, asked, AccountEstimate.objects.visible_to(user_of(request)))


@of_account.post(
    "/{account_id}/estimates", response={201: EstimateOut}, operation_id="addEstimate", summary="Add an estimate"
)
def add(request: HttpRequest, account_id: RecordId, item: EstimateIn) -> HttpResponse:
    """What the account buys a year; earlier entries stay as they are."""
    values = given(item, ESTIMATE, request)
    return made(request, ESTIMATE, add_estimate(account_id=account_id, values=values, act=act_of(request)))


@router.get("/{estimate_id}", response=EstimateOut, operation_id="getEstimate", summary="One estimate")
def get_estimate(request: HttpRequest, estimate_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, ESTIMATE, AccountEstimate.objects.visible_to(user_of(request)), estimate_id, fields)
