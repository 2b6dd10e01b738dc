"""Targets of the company, teams, people, accounts and products."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from keyaccount.apps.pipeline.models import Owner, Target
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

OWNERS = {
    "team": references.TEAM,
    "user": references.USER,
    "account": references.ACCOUNT,
    "product": references.PRODUCT,
}
TARGET: Shape[Target] = Shape(
    TargetOut,
    {
        "team": shapes.related("team"),
        "user": shapes.person("user"),
        "account": shapes.related("account"),
        "product": shapes.related("product"),
        "set_by": shapes.person("set_by"),
    },
)
LIST: Listing[Target] = Listing(
    TARGET,
    TargetsAsked,
    sorts={"id": ID, "year": Sort("year"), "amount": Sort("amount")},
    filters={
        "scope": equal("scope"),
        "team": ids("team"),
        "user": ids("user"),
        "account": ids("account"),
        "product": ids("product"),
        "measure": equal("measure"),
        "year": equal("year"),
        "quarter": equal("quarter"),
        "month": equal("month"),
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
    target = set_target(
        owner=_owner(request, item),
        year=item.year,
        quarter=item.quarter,
        month=item.month,
        measure=item.measure,
        amount=item.amount,
        note=item.note,
        act=act_of(request),
    )
    return HttpResponse(status=204) if target is None else changed(request, TARGET, target)


def _owner(request: HttpRequest, item: TargetIn) -> Owner:
    named = [name for name in OWNERS if getattr(item, name) is not None]
    if len(named) > 1:
        raise Invalid(fields={named[1]: _("Give one of team, person, account and product.")})
    finder = references.Finder(user_of(request))
    found: Owner = next((finder.one(OWNERS[name], getattr(item, name), name) for name in named), None)
    return found
