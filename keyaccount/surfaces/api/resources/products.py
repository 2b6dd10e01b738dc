"""Products."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.services import products
from keyaccount.surfaces.api.callers import act_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import RECORDS, Listing, equal
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.pipeline import ProductChange, ProductIn, ProductOut, ProductsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Products"])

PRODUCT: Shape[Product] = Shape(ProductOut)
LIST: Listing[Product] = Listing(
    PRODUCT,
    ProductsAsked,
    sorts={
        "id": ID,
        "name": Sort("name"),
        "list_price": Sort("list_price", nullable=True),
        "created_at": Sort("created_at"),
        "updated_at": Sort("updated_at"),
    },
    filters={**RECORDS, "q": equal("name__icontains"), "series": equal("series"), "code": equal("code")},
)


@router.get("", response=Page[ProductOut], operation_id="listProducts", summary="List products")
def list_products(request: HttpRequest, asked: Query[ProductsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Product.objects.all())


@router.post("", response={201: ProductOut}, operation_id="createProduct", summary="Add a product")
def create_product(request: HttpRequest, item: ProductIn) -> HttpResponse:
    return made(request, PRODUCT, products.create_product(values=_values(request, item), act=act_of(request)))


@router.get("/{product_id}", response=ProductOut, operation_id="getProduct", summary="One product")
def get_product(request: HttpRequest, product_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, PRODUCT, Product.objects.all(), product_id, fields)


@router.patch("/{product_id}", response=ProductOut, operation_id="changeProduct", summary="Change a product")
@takes_version
def change_product(request: HttpRequest, product_id: RecordId, item: ProductChange) -> HttpResponse:
    product = products.update_product(
        product_id=product_id, values=_values(request, item), act=act_of(request), version=read_version(request)
    )
    return changed(request, PRODUCT, product)


@router.delete("/{product_id}", response={204: None}, operation_id="archiveProduct", summary="Archive a product")
def archive_product(request: HttpRequest, product_id: RecordId) -> HttpResponse:
    products.archive_product(product_id=product_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{product_id}/restore", response=ProductOut, operation_id="restoreProduct", summary="Take a product back into use"
)
def restore_product(request: HttpRequest, product_id: RecordId) -> HttpResponse:
    return changed(request, PRODUCT, products.restore_product(product_id=product_id, act=act_of(request)))


def _values(request: HttpRequest, item: ProductChange) -> dict[str, Any]:
    return dict(given(item, PRODUCT, request))
