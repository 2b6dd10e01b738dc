"""Markets: a region and a year, with the shares of everyone in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from keyaccount.apps.portfolio.models import Market
from keyaccount.apps.portfolio.services import markets
from keyaccount.apps.portfolio.services.markets import Held
from keyaccount.formulas.provinces import provinces_of
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.markets import MarketChange, MarketIn, MarketOut, MarketsAsked, MarketShareIn
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Markets"])
SHARE = ("supplier", "is_us", "share", "key_share")

MARKET: Shape[Market] = Shape(
    MarketOut,
    {
        "shares": Part(
            lambda market: [{name: getattr(one, name) for name in SHARE} for one in market.shares.all()],
            fetches=("shares",),
        )
    },
)
LIST: Listing[Market] = Listing(
    MARKET,
    MarketsAsked,
    sorts={"id": ID, "year": Sort("year"), "name": Sort("name")},
    filters={"archived": archived, "q": equal("name__icontains"), "year": equal("year")},
)


@router.get("", response=Page[MarketOut], operation_id="listMarkets", summary="List markets")
def list_markets(request: HttpRequest, asked: Query[MarketsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Market.objects.visible_to(user_of(request)))


@router.post("", response={201: MarketOut}, operation_id="createMarket", summary="Write down a market")
def create_market(request: HttpRequest, item: MarketIn) -> HttpResponse:
    values, shares = _values(request, item)
    return made(request, MARKET, markets.create_market(values=values, shares=shares or [], act=act_of(request)))


@router.get("/{market_id}", response=MarketOut, operation_id="getMarket", summary="One market")
def get_market(request: HttpRequest, market_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, MARKET, Market.objects.visible_to(user_of(request)), market_id, fields)


@router.patch("/{market_id}", response=MarketOut, operation_id="changeMarket", summary="Change a market")
@takes_version
def change_market(request: HttpRequest, market_id: RecordId, item: MarketChange) -> HttpResponse:
    values, shares = _values(request, item)
    market = markets.update_market(
        market_id=market_id, values=values, shares=shares, act=act_of(request), version=read_version(request)
    )
    return changed(request, MARKET, market)


@router.delete("/{market_id}", response={204: None}, operation_id="archiveMarket", summary="Archive a market")
def archive_market(request: HttpRequest, market_id: RecordId) -> HttpResponse:
    markets.archive_market(market_id=market_id, act=act_of(request))
    return HttpResponse(status=204)


def _values(request: HttpRequest, item: MarketChange) -> tuple[dict[str, Any], list[Held] | None]:
    """shares: None where they are left out."""
    values = dict(given(item, MARKET, request))
    shares: list[MarketShareIn] | None = values.pop("shares", None)
    if "provinces" in values:
        values["provinces"] = _provinces(values["provinces"])
    return values, None if shares is None else [_held(one) for one in shares]


def _held(given: MarketShareIn) -> Held:
    return Held(given.supplier.strip(), given.share, given.key_share, bool(given.is_us))


def _provinces(names: list[str]) -> list[str]:
    found, unknown = provinces_of(",".join(names))
    if unknown:
        text = _("“%(name)s” is no province. Write for example: 北京, Guangdong.") % {"name": unknown[0]}
        raise Invalid(fields={"provinces": text})
    return [province.code for province in found]
