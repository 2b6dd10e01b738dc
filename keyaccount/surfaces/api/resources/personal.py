"""The personal side of a contact and their special days, for those who tend the account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.contacts.models import Personal, SpecialDay
from keyaccount.apps.contacts.queries.contacts import contact_seen
from keyaccount.apps.contacts.queries.personal import personal_to_read
from keyaccount.apps.contacts.services import personal as service
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.listing import refuse_unknown
from keyaccount.surfaces.api.records import answered, given
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.personal import (
    PersonalChange,
    PersonalOut,
    SpecialDayChange,
    SpecialDayIn,
    SpecialDayOut,
)
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Contacts"])

DAY: Shape[SpecialDay] = Shape(SpecialDayOut)
PERSONAL: Shape[Personal] = Shape(
    PersonalOut,
    {
        "contact": shapes.related("contact"),
        "special_days": Part(
            lambda personal, viewer: [
                DAY.show(day, DAY.full, viewer) for day in SpecialDay.objects.filter(contact_id=personal.contact_id)
            ],
            for_viewer=True,
        ),
    },
)


@router.get(
    "/{contact_id}/personal",
    response=PersonalOut,
    operation_id="getPersonal",
    summary="What is personal about a contact; only for those who tend the account",
)
def get_personal(request: HttpRequest, contact_id: RecordId) -> HttpResponse:
    refuse_unknown(request, set())
    viewer = user_of(request)
    return _answer(request, personal_to_read(viewer, contact_seen(viewer, contact_id)))


@router.patch(
    "/{contact_id}/personal",
    response=PersonalOut,
    operation_id="changePersonal",
    summary="Write down what is personal about a contact",
)
@takes_version
def change_personal(request: HttpRequest, contact_id: RecordId, item: PersonalChange) -> HttpResponse:
    values = given(item, PERSONAL, request)
    personal = service.set_personal(
        contact_id=contact_id, values=values, act=act_of(request), version=read_version(request)
    )
    return _answer(request, personal)


@router.post(
    "/{contact_id}/special-days",
    response={201: PersonalOut},
    operation_id="addSpecialDay",
    summary="Add a birthday or another special day",
)
def add_day(request: HttpRequest, contact_id: RecordId, item: SpecialDayIn) -> HttpResponse:
    day = service.add_day(contact_id=contact_id, values=_values(request, item), act=act_of(request))
    return _answer(request, day.contact.personal, status=201)


@router.patch(
    "/{contact_id}/special-days/{day_id}",
    response=PersonalOut,
    operation_id="changeSpecialDay",
    summary="Change a special day",
)
def change_day(request: HttpRequest, contact_id: RecordId, day_id: RecordId, item: SpecialDayChange) -> HttpResponse:
    day = service.change_day(contact_id=contact_id, day_id=day_id, values=_values(request, item), act=act_of(request))
    return _answer(request, day.contact.personal)


@router.delete(
    "/{contact_id}/special-days/{day_id}",
    response={204: None},
    operation_id="removeSpecialDay",
    summary="Remove a special day",
)
def remove_day(request: HttpRequest, contact_id: RecordId, day_id: RecordId) -> HttpResponse:
    service.remove_day(contact_id=contact_id, day_id=day_id, act=act_of(request))
    return HttpResponse(status=204)


def _values(request: HttpRequest, item: SpecialDayChange) -> dict[str, Any]:
    return dict(given(item, DAY, request))


def _answer(request: HttpRequest, personal: Personal, status: int = 200) -> HttpResponse:
    response = answered(request, personal, PERSONAL.body(personal, PERSONAL.full, user_of(request)))
    response.status_code = status if response.status_code == 200 else response.status_code
    return response
