"""Orders too small for the funnel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.pipeline.models import OffFunnelOrder
from keyaccount.apps.pipeline.services import orders
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import RECORDS, Listing, equal, ids
from keyaccount.surfaces.api.records import given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.pipeline import OrderIn, OrderOut, OrdersAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Off-funnel orders"])

ORDER: Shape[OffFunnelOrder] = Shape(
    OrderOut,
    {"account": shapes.related("account"), "owner": shapes.person("owner"), "team": shapes.related("team")},
)
LIST: Listing[OffFunnelOrder] = Listing(
    ORDER,
    OrdersAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("ordered_on", "amount", "created_at", "updated_at")}},
    filters={
        **RECORDS,
        "q": equal("description__icontains"),
        "owner": ids("owner"),
        "account": ids("account"),
        "currency": equal("currency"),
        "ordered_on__gte": equal("ordered_on__gte"),
        "ordered_on__lte": equal("ordered_on__lte"),
    },
)
RELATIONS = {"account": references.ACCOUNT, "owner": references.USER}


@router.get("", response=Page[OrderOut], operation_id="listOrders", summary="List off-funnel orders")
def list_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> HttpResponse:
    return LIST.answer(request, asked, OffFunnelOrder.objects.visible_to(user_of(request)))


@router.post("", response={201: OrderOut}, operation_id="createOrder", summary="Record an off-funnel order")
def create_order(request: HttpRequest, item: OrderIn) -> HttpResponse:
    """Orders of the workspace's threshold and more belong in the funnel and are refused."""
    values = references.Finder(user_of(request)).values(given(item, ORDER, request), RELATIONS)
    return made(request, ORDER, orders.record_order(values=values, act=act_of(request)))


@router.get("/{order_id}", response=OrderOut, operation_id="getOrder", summary="One off-funnel order")
def get_order(request: HttpRequest, order_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, ORDER, OffFunnelOrder.objects.visible_to(user_of(request)), order_id, fields)


@router.delete("/{order_id}", response={204: None}, operation_id="archiveOrder", summary="Archive an off-funnel order")
def archive_order(request: HttpRequest, order_id: RecordId) -> HttpResponse:
    orders.archive_order(order_id=order_id, act=act_of(request))
    return HttpResponse(status=204)
