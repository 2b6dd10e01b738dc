"""People at accounts."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.collaboration.queries.tags import tagged_with
from keyaccount.apps.contacts.models import Contact, ContactRole
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.contacts.words import REACH, search_columns
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.searching import matching_any
from keyaccount.surfaces.api import custom, references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.custom import takes_custom_filters
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import RECORDS, Listing, equal, external_id, ids, only_for
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.contacts import ContactChange, ContactIn, ContactOut, ContactsAsked
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Contacts"])


def named(value: str, viewer: User) -> Q:
    return matching_any(value, search_columns(viewer, value))


CONTACT: Shape[Contact] = Shape(
    ContactOut,
    {
        "tags": shapes.tags(),
        "account": shapes.related("account"),
        "reports_to": shapes.related("reports_to"),
        "owner": shapes.person("owner"),
        "relationship_stage": shapes.related("relationship_stage"),
        "merged_into": Part(attrgetter("merged_into_id")),
        "roles": Part(lambda contact: sorted(role.role for role in contact.roles.all()), fetches=("roles",)),
        **{name: shapes.guarded(name, "reach") for name in REACH},
    },
    on=On.CONTACTS,
)
LIST: Listing[Contact] = Listing(
    CONTACT,
    ContactsAsked,
    sorts={
        "id": ID,
        "name": Sort("name"),
        "created_at": Sort("created_at"),
        "updated_at": Sort("updated_at"),
        "title": Sort("title"),
    },
    filters={
        **RECORDS,
        "tag": lambda value, viewer: tagged_with("contacts.contact", value),
        "external_id": external_id(Contact),
        "q": named,
        "owner": ids("owner"),
        "account": ids("account"),
        "role": lambda value, viewer: Q(pk__in=ContactRole.objects.filter(role=value).values("contact")),
        "relationship_stage": ids("relationship_stage"),
        "last_visit_on__lte": equal("last_visit_on__lte"),
        "next_visit_by__lte": equal("next_visit_by__lte"),
        "email": only_for("reach", "email", equal("email__iexact")),
    },
)
RELATIONS = {
    "account": references.ACCOUNT,
    "reports_to": references.CONTACT,
    "owner": references.USER,
    "relationship_stage": references.RELATIONSHIP,
}


@router.get("", response=Page[ContactOut], operation_id="listContacts", summary="List contacts")
@takes_custom_filters
def list_contacts(request: HttpRequest, asked: Query[ContactsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, Contact.objects.visible_to(user_of(request)))


@router.post("", response={201: ContactOut}, operation_id="createContact", summary="Add a contact")
def create_contact(request: HttpRequest, item: ContactIn) -> HttpResponse:
    values = _values(request, item)
    roles = values.pop("roles", ())
    return made(request, CONTACT, contacts.create_contact(values=values, roles=roles, act=act_of(request)))


@router.get("/{contact_id}", response=ContactOut, operation_id="getContact", summary="One contact")
def get_contact(request: HttpRequest, contact_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, CONTACT, Contact.objects.visible_to(user_of(request)), contact_id, fields)


@router.patch("/{contact_id}", response=ContactOut, operation_id="changeContact", summary="Change a contact")
@takes_version
def change_contact(request: HttpRequest, contact_id: RecordId, item: ContactChange) -> HttpResponse:
    values = _values(request, item)
    roles = values.pop("roles", None)
    contact = contacts.update_contact(
        contact_id=contact_id, values=values, roles=roles, act=act_of(request), version=read_version(request)
    )
    return changed(request, CONTACT, contact)


@router.delete("/{contact_id}", response={204: None}, operation_id="archiveContact", summary="Archive a contact")
def archive_contact(request: HttpRequest, contact_id: RecordId) -> HttpResponse:
    contacts.archive_contact(contact_id=contact_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post(
    "/{contact_id}/restore", response=ContactOut, operation_id="restoreContact", summary="Take a contact back into use"
)
def restore_contact(request: HttpRequest, contact_id: RecordId) -> HttpResponse:
    return changed(request, CONTACT, contacts.restore_contact(contact_id=contact_id, act=act_of(request)))


def _values(request: HttpRequest, item: ContactChange) -> dict[str, Any]:
    finder = references.Finder(user_of(request))
    return custom.expanded(finder.values(given(item, CONTACT, request), RELATIONS), On.CONTACTS, finder)
