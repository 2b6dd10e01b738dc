"""What serving accounts cost: entries that are added to and taken back, and never changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.portfolio.models import ServingCost
from keyaccount.apps.portfolio.services.costs import add_cost, take_back_cost
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids
from keyaccount.surfaces.api.records import given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.portfolio import CostIn, CostOut, CostsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Costs to serve"])
of_account = Router(tags=["Costs to serve"])

COST: Shape[ServingCost] = Shape(CostOut, {"account": shapes.related("account"), "author": shapes.person("author")})
LIST: Listing[ServingCost] = Listing(
    COST,
    CostsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("spent_on", "amount", "created_at")}},
    filters={
        "account": ids("account"),
        "author": ids("author"),
        "kind": equal("kind"),
        "spent_on__gte": equal("spent_on__gte"),
        "spent_on__lte": equal("spent_on__lte"),
    },
)


@router.get("", response=Page[CostOut], operation_id="listCosts", summary="List costs to serve")
def list_costs(request: HttpRequest, asked: Query[CostsAsked]) -> HttpResponse:
    """Every entry there is; none for a role that does not see costs and margins."""
    return LIST.answer(request, asked, ServingCost.objects.visible_to(user_of(request)))


@router.get("/{cost_id}", response=CostOut, operation_id="getCost", summary="One cost to serve")
def get_cost(request: HttpRequest, cost_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, COST, ServingCost.objects.visible_to(user_of(request)), cost_id, fields)


@of_account.post(
    "/{account_id}/costs", response={201: CostOut}, operation_id="addCost", summary="Write down a cost to serve"
)
def add(request: HttpRequest, account_id: RecordId, item: CostIn) -> HttpResponse:
    """What serving the account cost; earlier entries stay as they are."""
    values = given(item, COST, request)
    return made(request, COST, add_cost(account_id=account_id, values=values, act=act_of(request)))


@of_account.post(
    "/{account_id}/costs/{cost_id}/take-back",
    response={201: CostOut},
    operation_id="takeBackCost",
    summary="Take back a cost to serve",
)
def take_back(request: HttpRequest, account_id: RecordId, cost_id: RecordId) -> HttpResponse:
    """An entry that cancels it out; both stay to be read."""
    cost = take_back_cost(account_id=account_id, cost_id=cost_id, act=act_of(request))
    return made(request, COST, cost)
