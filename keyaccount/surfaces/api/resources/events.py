"""Events, whom we invited to them, who came, what followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.collaboration.queries.tags import tagged_with
from keyaccount.apps.events.models import Event, EventKind, Guest
from keyaccount.apps.events.queries.events import event_seen
from keyaccount.apps.events.queries.listing import EVENT as ENTITY
from keyaccount.apps.events.services import events, guests
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal, ids, respond, words
from keyaccount.surfaces.api.records import changed, given, made, names_a_record, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.events import (
    EventChange,
    EventIn,
    EventKindOut,
    EventOut,
    EventsAsked,
    GuestChange,
    GuestOut,
    GuestsAsked,
    InvitedOut,
    InviteIn,
)
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Events"])
of_guests = Router(tags=["Events"])
of_kinds = Router(tags=["Events"])


def _of_deals(value: str, viewer: User) -> Q:
    """Of deals that the caller sees: the filter must not tell of another one."""
    found = ids("opportunity")(value, viewer)
    return found if value == "none" else found & Q(opportunity__in=Opportunity.objects.visible_to(viewer).values("pk"))


class GuestShape(Shape[Guest]):
    """Which deals the viewer sees is looked up for all of a page together."""

    def show_all(self, records: Sequence[Guest], names: tuple[str, ...], viewer: User) -> list[dict[str, Any]]:
        if "opportunity" in names:
            wanted = {guest.opportunity_id for guest in records} - {None}
            seen = Opportunity.objects.visible_to(viewer).in_bulk(wanted)
            for guest in records:
                guest.deal_seen = seen.get(guest.opportunity_id or 0)  # type: ignore[attr-defined]
        return super().show_all(records, names, viewer)


EVENT: Shape[Event] = Shape(
    EventOut,
    {
        "kind": shapes.related("kind"),
        "owner": shapes.person("owner"),
        "cost": shapes.guarded("cost", "margin"),
        "tags": shapes.tags(),
    },
)
GUEST = GuestShape(
    GuestOut,
    {
        "event": shapes.related("event"),
        "contact": shapes.related("contact"),
        "account": shapes.related("account"),
        "invited_by": shapes.person("invited_by"),
        "opportunity": Part(lambda guest: shapes.show_related(guest.deal_seen)),
    },
)
KIND: Shape[EventKind] = Shape(EventKindOut, {"archived": Part(lambda kind: kind.archived_at is not None)})
EVENTS: Listing[Event] = Listing(
    EVENT,
    EventsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("starts_on", "name", "created_at", "updated_at")}},
    filters={
        "q": words("search"),
        "archived": archived,
        "updated_since": equal("updated_at__gte"),
        "owner": ids("owner"),
        "kind": ids("kind"),
        "state": equal("state"),
        "tag": lambda value, viewer: tagged_with(ENTITY, value),
        "starts_on__gte": equal("starts_on__gte"),
        "starts_on__lte": equal("starts_on__lte"),
    },
)
GUESTS: Listing[Guest] = Listing(
    GUEST,
    GuestsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("invited_on", "created_at", "updated_at")}},
    filters={
        "archived": archived,
        "event": ids("event"),
        "contact": ids("contact"),
        "account": ids("account"),
        "opportunity": _of_deals,
        "answer": equal("answer"),
        "came": equal("came"),
    },
)
OF_EVENT = {"kind": references.EVENT_KIND, "owner": references.USER}
OF_GUEST = {"opportunity": references.DEAL}


@of_kinds.get("", response=list[EventKindOut], operation_id="listEventKinds", summary="List kinds of event")
def list_kinds(request: HttpRequest) -> HttpResponse:
    return respond(KIND.show_all(list(EventKind.objects.all()), KIND.full, user_of(request)))


@router.get("", response=Page[EventOut], operation_id="listEvents", summary="List events")
def list_events(request: HttpRequest, asked: Query[EventsAsked]) -> HttpResponse:
    return EVENTS.answer(request, asked, Event.objects.visible_to(user_of(request)))


@router.post("", response={201: EventOut}, operation_id="createEvent", summary="Plan an event")
def create_event(request: HttpRequest, item: EventIn) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, EVENT, request), OF_EVENT)
    return made(request, EVENT, events.create_event(values=values, act=act_of(request)))


@router.get("/{event_id}", response=EventOut, operation_id="getEvent", summary="One event")
def get_event(request: HttpRequest, event_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, EVENT, Event.objects.visible_to(user_of(request)), event_id, fields)


@router.patch("/{event_id}", response=EventOut, operation_id="changeEvent", summary="Change an event")
@takes_version
def change_event(request: HttpRequest, event_id: RecordId, item: EventChange) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, EVENT, request), OF_EVENT)
    event = events.change_event(event_id=event_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, EVENT, event)


@router.delete("/{event_id}", response={204: None}, operation_id="archiveEvent", summary="Archive an event")
def archive_event(request: HttpRequest, event_id: RecordId) -> HttpResponse:
    events.archive_event(event_id=event_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post("/{event_id}/restore", response=EventOut, operation_id="restoreEvent", summary="Restore an event")
def restore_event(request: HttpRequest, event_id: RecordId) -> HttpResponse:
    return changed(request, EVENT, events.restore_event(event_id=event_id, act=act_of(request)))


@router.post("/{event_id}/guests", response=InvitedOut, operation_id="inviteGuests", summary="Invite people")
@names_a_record
def invite_guests(request: HttpRequest, event_id: RecordId, item: InviteIn) -> HttpResponse:
    """Who is on the list already stays as they are; who was taken off it is put back."""
    event_seen(user_of(request), event_id)
    finder = references.Finder(user_of(request))
    finder.learn(references.CONTACT, item.contacts)
    people = [finder.one(references.CONTACT, one, "contacts").pk for one in item.contacts]
    found = guests.invite_people(event_id=event_id, contact_ids=people, act=act_of(request))
    return respond({"invited": [guest.pk for guest in found.new], "known": found.known, "refused": found.refused})


@of_guests.get("", response=Page[GuestOut], operation_id="listGuests", summary="List guests of events")
def list_guests(request: HttpRequest, asked: Query[GuestsAsked]) -> HttpResponse:
    """Those whose accounts you see, whoever else was invited."""
    return GUESTS.answer(request, asked, Guest.objects.visible_to(user_of(request)))


@of_guests.get("/{guest_id}", response=GuestOut, operation_id="getGuest", summary="One guest")
def get_guest(request: HttpRequest, guest_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, GUEST, Guest.objects.visible_to(user_of(request)), guest_id, fields)


@of_guests.patch("/{guest_id}", response=GuestOut, operation_id="changeGuest", summary="Say who came and what followed")
@takes_version
def change_guest(request: HttpRequest, guest_id: RecordId, item: GuestChange) -> HttpResponse:
    values = references.Finder(user_of(request)).values(given(item, GUEST, request), OF_GUEST)
    guest = guests.change_guest(guest_id=guest_id, values=values, act=act_of(request), version=read_version(request))
    return changed(request, GUEST, guest)


@of_guests.delete("/{guest_id}", response={204: None}, operation_id="removeGuest", summary="Take a guest off the list")
def remove_guest(request: HttpRequest, guest_id: RecordId) -> HttpResponse:
    guests.remove_guest(guest_id=guest_id, act=act_of(request))
    return HttpResponse(status=204)


@of_guests.post("/{guest_id}/restore", response=GuestOut, operation_id="restoreGuest", summary="Put a guest back")
def restore_guest(request: HttpRequest, guest_id: RecordId) -> HttpResponse:
    return changed(request, GUEST, guests.restore_guest(guest_id=guest_id, act=act_of(request)))
