"""Who introduced whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.contacts.models import Referral
from keyaccount.apps.contacts.services import referrals
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, ids
from keyaccount.surfaces.api.records import changed, given, made, names_a_record, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.referrals import ReferralChange, ReferralIn, ReferralOut, ReferralsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Referrals"])

REFERRAL: Shape[Referral] = Shape(
    ReferralOut,
    {
        "by_contact": shapes.related("by_contact"),
        "by_user": shapes.person("by_user"),
        "account": shapes.related("account"),
        "contact": shapes.related("contact"),
    },
)
LIST: Listing[Referral] = Listing(
    REFERRAL,
    ReferralsAsked,
    sorts={"id": ID, "on": Sort("on"), "created_at": Sort("created_at")},
    filters={
        "archived": archived,
        "account": ids("account"),
        "contact": ids("contact"),
        "by_contact": ids("by_contact"),
        "by_user": ids("by_user"),
    },
)
RELATIONS = {"by_contact": references.CONTACT, "by_user": references.USER}


@router.get("", response=Page[ReferralOut], operation_id="listReferrals", summary="List introductions")
def list_referrals(request: HttpRequest, asked: Query[ReferralsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Referral.objects.visible_to(user_of(request)))


@router.post("", response={201: ReferralOut}, operation_id="recordReferral", summary="Record who introduced whom")
@names_a_record
def record_referral(request: HttpRequest, item: ReferralIn) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, REFERRAL, request), RELATIONS)
    kind, pk = values.pop("kind"), values.pop("record")
    return made(
        request, REFERRAL, referrals.record_referral(kind=kind, object_id=pk, values=values, act=act_of(request))
    )


@router.get("/{referral_id}", response=ReferralOut, operation_id="getReferral", summary="One introduction")
def get_referral(request: HttpRequest, referral_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, REFERRAL, Referral.objects.visible_to(user_of(request)), referral_id, fields)


@router.patch("/{referral_id}", response=ReferralOut, operation_id="changeReferral", summary="Correct an introduction")
@takes_version
def change_referral(request: HttpRequest, referral_id: RecordId, item: ReferralChange) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, REFERRAL, request), RELATIONS)
    referral = referrals.change_referral(
        referral_id=referral_id, values=values, act=act_of(request), version=read_version(request)
    )
    return changed(request, REFERRAL, referral)


@router.delete(
    "/{referral_id}", response={204: None}, operation_id="archiveReferral", summary="Archive an introduction"
)
def archive_referral(request: HttpRequest, referral_id: RecordId) -> HttpResponse:
    referrals.archive_referral(referral_id=referral_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{referral_id}/restore",
    response=ReferralOut,
    operation_id="restoreReferral",
    summary="Let an introduction count again",
)
def restore_referral(request: HttpRequest, referral_id: RecordId) -> HttpResponse:
    return changed(request, REFERRAL, referrals.restore_referral(referral_id=referral_id, act=act_of(request)))
