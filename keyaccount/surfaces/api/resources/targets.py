"""Targets of the company, teams and people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from keyaccount.apps.pipeline.models import Target
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids
from keyaccount.surfaces.api.records import changed, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.pipeline import TargetIn, TargetOut, TargetsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Targets"])

TARGET: Shape[Target] = Shape(
    TargetOut, {"team": shapes.related("team"), "user": shapes.person("user"), "set_by": shapes.person("set_by")}
)
LIST: Listing[Target] = Listing(
    TARGET,
    TargetsAsked,
    sorts={"id": ID, "year": Sort("year"), "amount": Sort("amount")},
    filters={
        "scope": equal("scope"),
        "team": ids("team"),
        "user": ids("user"),
        "year": equal("year"),
        "quarter": equal("quarter"),
    },
)


@router.get("", response=Page[TargetOut], operation_id="listTargets", summary="List the targets that hold now")
def list_targets(request: HttpRequest, asked: Query[TargetsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Target.objects.visible_to(user_of(request)).filter(valid_to=None))


@router.get("/{target_id}", response=TargetOut, operation_id="getTarget", summary="One target")
def get_target(request: HttpRequest, target_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, TARGET, Target.objects.visible_to(user_of(request)), target_id, fields)


@router.put("", response={200: TargetOut, 204: None}, operation_id="setTarget", summary="Set or take away a target")
def put_target(request: HttpRequest, item: TargetIn) -> HttpResponse:
    """A new amount takes the place of the old one, which past days still see. Sending it again changes nothing."""
    if item.team and item.user:
        raise Invalid(fields={"user": _("Give a team or a person, not both.")})
    finder = references.Finder(user_of(request))
    team = finder.one(references.TEAM, item.team, "team") if item.team else None
    user = finder.one(references.USER, item.user, "user") if item.user else None
    target = set_target(
        owner=team or user, year=item.year, quarter=item.quarter, amount=item.amount, act=act_of(request)
    )
    return HttpResponse(status=204) if target is None else changed(request, TARGET, target)
