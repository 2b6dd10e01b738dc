"""Answering a person who asks what is held about them, or to be forgotten: by the same services as the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keyaccount.apps.contacts.services import data_subjects as service
from keyaccount.surfaces.api.callers import act_of
from keyaccount.surfaces.api.lists.listing import respond
from keyaccount.surfaces.api.records import changed
from keyaccount.surfaces.api.resources.contacts import CONTACT
from keyaccount.surfaces.api.schemas.common import RecordId
from keyaccount.surfaces.api.schemas.contacts import ContactOut
from keyaccount.surfaces.api.schemas.data_subjects import DataAsked, DataOut, EraseIn

router = Router(tags=["Contacts"])


@router.post(
    "/{contact_id}/data", response=DataOut, operation_id="exportContactData", summary="All that is held about a person"
)
def export_data(request: HttpRequest, contact_id: RecordId, item: DataAsked) -> HttpResponse:
    """For those who tend the account and administrators; the giving out is audited."""
    sections = service.export_data(contact_id=contact_id, request=item.request, act=act_of(request))
    return respond({"sections": [{"key": one.key, "title": one.title, "rows": one.rows} for one in sections]})


@router.post(
    "/{contact_id}/erase", response=ContactOut, operation_id="eraseContact", summary="Erase a person who asked for it"
)
def erase(request: HttpRequest, contact_id: RecordId, item: EraseIn) -> HttpResponse:
    """For good. Refused while the person takes part in an open deal."""
    contact = service.erase_person(contact_id=contact_id, act=act_of(request), **item.model_dump())
    return changed(request, CONTACT, contact)
