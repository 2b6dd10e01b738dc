"""The people map: readings of where people stand, lines of who influences whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import CommitmentReading, Contact, InfluenceLink
from keyaccount.apps.contacts.queries.people_map import tends
from keyaccount.apps.contacts.services import links, readings
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.influence import commitment_of
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, ids
from keyaccount.surfaces.api.records import changed, found, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.people_map import (
    LinkChange,
    LinkIn,
    LinkOut,
    LinksAsked,
    ReadingIn,
    ReadingOut,
    ReadingsAsked,
)
from keyaccount.surfaces.api.shapes import Part, Shape, show_person

of_contact = Router(tags=["People map"])
of_readings = Router(tags=["People map"])
of_links = Router(tags=["People map"])


def _is_evident(reading: Any, viewer: User) -> bool:
    """Evidence is personal data: only who tends the account reads it. Lists know it from their query."""
    known: bool | None = getattr(reading, "evident", None)
    return tends(viewer, reading.contact.account) if known is None else known


READING: Shape[CommitmentReading] = Shape(
    ReadingOut,
    {
        "contact": shapes.related("contact"),
        "commitment": Part(lambda reading: str(commitment_of(reading.reading))),
        "evidence": Part(
            lambda reading, viewer: reading.evidence if _is_evident(reading, viewer) else "",
            joins=("contact__account",),
            for_viewer=True,
        ),
        "author": Part(
            lambda reading, viewer: show_person(reading.author) if _is_evident(reading, viewer) else None,
            joins=("author", "contact__account"),
            for_viewer=True,
        ),
    },
)
LINK: Shape[InfluenceLink] = Shape(
    LinkOut,
    {
        "account": shapes.related("account"),
        "source": shapes.related("source"),
        "target": shapes.related("target"),
        "author": shapes.person("author"),
    },
)
READINGS: Listing[CommitmentReading] = Listing(
    READING,
    ReadingsAsked,
    sorts={"id": ID, "on": Sort("on")},
    filters={"contact": ids("contact"), "account": ids("contact__account")},
)
LINKS: Listing[InfluenceLink] = Listing(
    LINK,
    LinksAsked,
    sorts={"id": ID, "valid_from": Sort("valid_from")},
    filters={
        "account": ids("account"),
        "source": ids("source"),
        "target": ids("target"),
        "current": lambda value, viewer: Q(valid_to=None) if value else Q(),
    },
)


@of_readings.get("", response=Page[ReadingOut], operation_id="listReadings", summary="List readings of commitment")
def list_readings(request: HttpRequest, asked: Query[ReadingsAsked]) -> HttpResponse:
    """Those that were not taken back."""
    viewer = user_of(request)
    tended = Account.objects.tended_by(viewer).filter(pk=OuterRef("contact__account"))
    rows = CommitmentReading.objects.standing().visible_to(viewer).annotate(evident=Exists(tended))
    return READINGS.answer(request, asked, rows)


@of_readings.get("/{reading_id}", response=ReadingOut, operation_id="getReading", summary="One reading")
def get_reading(request: HttpRequest, reading_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, READING, CommitmentReading.objects.visible_to(user_of(request)), reading_id, fields)


@of_contact.post(
    "/{contact_id}/readings",
    response={201: ReadingOut},
    operation_id="recordReading",
    summary="Write down where somebody stands",
)
def record_reading(request: HttpRequest, contact_id: RecordId, item: ReadingIn) -> HttpResponse:
    """A reading is never changed: a newer one follows it, a wrong one is taken back."""
    seen = Seen(**item.model_dump(exclude_unset=True))
    reading = readings.record_reading(contact_id=contact_id, seen=seen, act=act_of(request))
    return changed(request, READING, reading, status=201)


@of_readings.delete(
    "/{reading_id}", response={204: None}, operation_id="withdrawReading", summary="Take a reading back"
)
def withdraw_reading(request: HttpRequest, reading_id: RecordId) -> HttpResponse:
    readings.withdraw_reading(reading_id=reading_id, act=act_of(request))
    return HttpResponse(status=204)


@of_readings.post(
    "/{reading_id}/restore", response=ReadingOut, operation_id="restoreReading", summary="Let a reading count again"
)
def restore_reading(request: HttpRequest, reading_id: RecordId) -> HttpResponse:
    return changed(request, READING, readings.restore_reading(reading_id=reading_id, act=act_of(request)))


@of_links.get("", response=Page[LinkOut], operation_id="listInfluenceLinks", summary="List lines of influence")
def list_links(request: HttpRequest, asked: Query[LinksAsked]) -> HttpResponse:
    return LINKS.answer(request, asked, InfluenceLink.objects.visible_to(user_of(request)))


@of_links.get("/{link_id}", response=LinkOut, operation_id="getInfluenceLink", summary="One line of influence")
def get_link(request: HttpRequest, link_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, LINK, InfluenceLink.objects.visible_to(user_of(request)), link_id, fields)


@of_contact.post(
    "/{contact_id}/influence-links",
    response={201: LinkOut},
    operation_id="drawInfluenceLink",
    summary="Draw a line of influence",
)
def draw_link(request: HttpRequest, contact_id: RecordId, item: LinkIn) -> HttpResponse:
    """From this contact to the target. Drawing one that is there already sets its strength."""
    viewer = user_of(request)
    source = found(Contact.objects.visible_to(viewer), contact_id)
    target = Finder(viewer).one(references.CONTACT, item.target, "target")
    given = item.model_dump(include={"kind", "strength"}, exclude_unset=True)
    link = links.draw_link(source_id=source.pk, target_id=target.pk, **given, act=act_of(request))
    return changed(request, LINK, link, status=201)


@of_links.patch(
    "/{link_id}", response=LinkOut, operation_id="changeInfluenceLink", summary="Change a line of influence"
)
def change_link(request: HttpRequest, link_id: RecordId, item: LinkChange) -> HttpResponse:
    """The line ends and its successor, which is the answer, begins; past days still show the former."""
    now = found(InfluenceLink.objects.visible_to(user_of(request)), link_id)
    given = {"kind": now.kind, "strength": now.strength, **item.model_dump(exclude_unset=True)}
    return changed(request, LINK, links.change_link(link_id=link_id, **given, act=act_of(request)))


@of_links.delete(
    "/{link_id}", response={204: None}, operation_id="eraseInfluenceLink", summary="Erase a line of influence"
)
def erase_link(request: HttpRequest, link_id: RecordId) -> HttpResponse:
    """It is drawn no more from now on; past days still show it."""
    links.erase_link(link_id=link_id, act=act_of(request))
    return HttpResponse(status=204)
