"""Who takes part in an opportunity, in which roles, and where each stands in it: the same services as on its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.contacts.queries.people_map import MapPerson
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.apps.pipeline.models import DealReading, Opportunity
from keyaccount.apps.pipeline.queries.deal_people import DealPeople, deal_people, readings_in
from keyaccount.apps.pipeline.queries.opportunities import opportunity_seen
from keyaccount.apps.pipeline.services import deal_readings, purchase
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.influence import commitment_of
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.listing import respond
from keyaccount.surfaces.api.records import names_a_record
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.deal_people import DealPeopleOut, DealPersonIn, DealReadingOut, DealReadingsOut
from keyaccount.surfaces.api.schemas.people_map import ReadingIn

router = Router(tags=["Opportunities"])


@router.get(
    "/{opportunity_id}/people",
    response=DealPeopleOut,
    operation_id="listOpportunityPeople",
    summary="Who takes part in an opportunity, and where they stand in it",
)
def list_people(request: HttpRequest, opportunity_id: RecordId, as_of: date | None = None) -> HttpResponse:
    """as_of: who took part at the end of that day, in which roles, and where they stood."""
    act = act_of(request)
    today = clock.day_of(act.now, workspace().zone)
    deal = opportunity_seen(act.actor, opportunity_id)
    found = deal_people(deal, act.actor, min(as_of or today, today))
    return respond({"items": [_person(one, found) for one in found.map.here] if found else []})


@router.post(
    "/{opportunity_id}/people",
    response={201: DealPeopleOut},
    operation_id="addOpportunityPerson",
    summary="Let a contact take part in an opportunity, in one more role",
)
@names_a_record
def add_person(request: HttpRequest, opportunity_id: RecordId, item: DealPersonIn) -> HttpResponse:
    opportunity_seen(user_of(request), opportunity_id)
    contact = Finder(user_of(request)).one(references.CONTACT, item.contact, "contact")
    role = str(item.role or "")
    purchase.add_person(opportunity_id=opportunity_id, contact=contact, role=role, act=act_of(request))
    answer = list_people(request, opportunity_id)
    answer.status_code = 201
    return answer


@router.delete(
    "/{opportunity_id}/people/{contact_id}",
    response={204: None},
    operation_id="removeOpportunityPerson",
    summary="Take a contact out of an opportunity, or out of one role in it",
)
def remove_person(
    request: HttpRequest, opportunity_id: RecordId, contact_id: RecordId, role: str | None = None
) -> HttpResponse:
    act = act_of(request)
    deal = opportunity_seen(act.actor, opportunity_id)
    rows = deal.people.present().filter(contact=contact_id, **({} if role is None else {"role": role}))
    ids = list(rows.values_list("pk", flat=True)) or [0]
    for pk in ids:
        purchase.remove_person(opportunity_id=deal.pk, person_id=pk, act=act)
    return HttpResponse(status=204)


@router.get(
    "/{opportunity_id}/readings",
    response=DealReadingsOut,
    operation_id="listOpportunityReadings",
    summary="Readings of commitment in an opportunity, the newest of each person first",
)
def list_readings(request: HttpRequest, opportunity_id: RecordId) -> HttpResponse:
    viewer = user_of(request)
    deal = opportunity_seen(viewer, opportunity_id)
    found = readings_in(deal, viewer)
    return respond({"items": [_reading(one, evident) for rows in found.values() for one, evident in rows]})


@router.post(
    "/{opportunity_id}/people/{contact_id}/readings",
    response={201: DealReadingOut},
    operation_id="recordOpportunityReading",
    summary="Write down where somebody stands in an opportunity",
)
def record_reading(
    request: HttpRequest, opportunity_id: RecordId, contact_id: RecordId, item: ReadingIn
) -> HttpResponse:
    act, seen = act_of(request), Seen(**item.model_dump(exclude_unset=True))
    made = deal_readings.record_deal_reading(opportunity_id=opportunity_id, contact_id=contact_id, seen=seen, act=act)
    evident = DealReading.objects.evident_to(act.actor).filter(pk=made.pk).exists()
    return respond(_reading(made, evident), status=201)


@router.delete(
    "/{opportunity_id}/readings/{deal_reading_id}",
    response={204: None},
    operation_id="withdrawOpportunityReading",
    summary="Take a reading in an opportunity back",
)
def withdraw_reading(request: HttpRequest, opportunity_id: RecordId, deal_reading_id: RecordId) -> HttpResponse:
    deal: Opportunity = opportunity_seen(user_of(request), opportunity_id)
    pk = DealReading.objects.filter(opportunity=deal, pk=deal_reading_id).values_list("pk", flat=True).first() or 0
    deal_readings.withdraw_deal_reading(reading_id=pk, act=act_of(request))
    return HttpResponse(status=204)


def _person(one: MapPerson, found: DealPeople) -> dict[str, Any]:
    return {
        "contact": {"id": one.pk, "name": one.name},
        "roles": list(one.roles),
        "roles_in_deal": one.pk in found.own_roles,
        "weight": one.weight,
        "commitment": one.commitment,
        "certainty": str(one.certainty),
        "read_in_deal": one.pk in found.own_readings,
        "seen_on": one.reading.on if one.reading else None,
    }


def _reading(reading: DealReading, evident: bool) -> dict[str, Any]:
    return {
        "id": reading.pk,
        "contact": shapes.show_related(reading.contact),
        "on": reading.on,
        "dynamics_high": reading.dynamics_high,
        "receptivity_high": reading.receptivity_high,
        "commitment": str(commitment_of(reading.reading)),
        "assumed": reading.assumed,
        "evidence": reading.evidence if evident else "",
        "author": shapes.show_person(reading.author) if evident else None,
        "created_at": reading.created_at,
    }
