"""Visits that were made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.contacts.services import visits
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal, ids
from keyaccount.surfaces.api.records import changed, given, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.visits import VisitChange, VisitIn, VisitOut, VisitsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Visits"])
of_contact = Router(tags=["Visits"])

VISIT: Shape[Visit] = Shape(
    VisitOut,
    {"contact": shapes.related("contact"), "account": shapes.related("account"), "made_by": shapes.person("made_by")},
)
LIST: Listing[Visit] = Listing(
    VISIT,
    VisitsAsked,
    sorts={"id": ID, "made_on": Sort("made_on"), "created_at": Sort("created_at")},
    filters={
        "archived": archived,
        "contact": ids("contact"),
        "account": ids("account"),
        "made_by": ids("made_by"),
        "made_on__gte": equal("made_on__gte"),
        "made_on__lte": equal("made_on__lte"),
    },
)
RELATIONS = {"made_by": references.USER}


@router.get("", response=Page[VisitOut], operation_id="listVisits", summary="List visits to people")
def list_visits(request: HttpRequest, asked: Query[VisitsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Visit.objects.visible_to(user_of(request)))


@of_contact.post(
    "/{contact_id}/visits", response={201: VisitOut}, operation_id="recordVisit", summary="Record a visit that was made"
)
def record_visit(request: HttpRequest, contact_id: RecordId, item: VisitIn) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, VISIT, request), RELATIONS)
    visit = visits.record_visit(contact_id=contact_id, values=values, act=act_of(request))
    return changed(request, VISIT, visit, status=201)


@router.get("/{visit_id}", response=VisitOut, operation_id="getVisit", summary="One visit")
def get_visit(request: HttpRequest, visit_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, VISIT, Visit.objects.visible_to(user_of(request)), visit_id, fields)


@router.patch("/{visit_id}", response=VisitOut, operation_id="changeVisit", summary="Correct a visit")
@takes_version
def change_visit(request: HttpRequest, visit_id: RecordId, item: VisitChange) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, VISIT, request), RELATIONS)
    visit = visits.change_visit(visit_id=visit_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, VISIT, visit)


@router.delete("/{visit_id}", response={204: None}, operation_id="archiveVisit", summary="Archive a visit")
def archive_visit(request: HttpRequest, visit_id: RecordId) -> HttpResponse:
    visits.archive_visit(visit_id=visit_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post("/{visit_id}/restore", response=VisitOut, operation_id="restoreVisit", summary="Let a visit count again")
def restore_visit(request: HttpRequest, visit_id: RecordId) -> HttpResponse:
    return changed(request, VISIT, visits.restore_visit(visit_id=visit_id, act=act_of(request)))
