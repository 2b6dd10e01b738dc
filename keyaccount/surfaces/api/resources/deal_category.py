"""In which forecast category an opportunity stands: by its stage, or as somebody said, with all that was said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.forecast.models import DealCategory
from keyaccount.apps.forecast.queries.categories import category_of
from keyaccount.apps.forecast.services.categories import clear_deal_category, set_deal_category
from keyaccount.apps.pipeline.queries.opportunities import opportunity_seen
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.listing import respond
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.promises import DealCategoryIn, DealCategoryOut

router = Router(tags=["Opportunities"])
PATH = "/{opportunity_id}/forecast-category"


@router.get(
    PATH, response=DealCategoryOut, operation_id="getForecastCategory", summary="The forecast category, and its past"
)
def get_category(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    found = category_of(opportunity_seen(user_of(request), opportunity_id))
    said = [_said(one) for one in found.past]
    return respond({"counts": found.counts, "by_stage": found.by_stage, "said": said})


@router.put(
    PATH, response=DealCategoryOut, operation_id="setForecastCategory", summary="Set the forecast category by hand"
)
def set_category(request: HttpRequest, opportunity_id: RecordId, item: DealCategoryIn) -> HttpResponse:
    """What the stage says stays in sight. Saying the same again changes nothing."""
    set_deal_category(opportunity_id=opportunity_id, category=item.category, note=item.note, act=act_of(request))
    return get_category(request, opportunity_id)


@router.delete(
    PATH, response={204: None}, operation_id="clearForecastCategory", summary="Let the stage's category count again"
)
def clear_category(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    clear_deal_category(opportunity_id=opportunity_id, act=act_of(request))
    return HttpResponse(status=204)


def _said(one: DealCategory) -> dict[str, Any]:
    return {
        "category": one.category,
        "note": one.note,
        "set_by": shapes.show_person(one.set_by),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "ended_by": shapes.show_person(one.ended_by),
    }
