"""The page of one person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from keyaccount.apps.collaboration.queries.files import photo_of
from keyaccount.apps.collaboration.views import tags
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries import contacts as queries
from keyaccount.apps.contacts.queries.data_subjects import may_answer
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.workspace.queries.quality.pairs import merged_ids, merges_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.tables.custom_fields import facts_of
from keyaccount.apps.workspace.tables.log import log_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.ui import slots


@require_safe
@page
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    found = queries.contact_seen(viewer(request), contact_id)
    if found.pk != contact_id:
        return redirect("contacts:contact", found.pk)
    return render(request, "contacts/contact.html", _context(request, found))


@require_safe
@page
def why(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Why the reader sees it, in the dialog."""
    user = viewer(request)
    found = queries.contact_seen(user, contact_id)
    return render(request, "accounts/parts/why.html", {"reasons": queries.reasons_to_see(user, found)})


def _context(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    user, space = viewer(request), workspace()
    kind, panels = entity_of(contact), slots.fill("contact", request, contact)
    belongings = [*slots.trails(panels, contact), (kind, merged_ids(Contact, contact.pk))]
    may_write = queries.may_write(user, contact)
    return {
        "contact": contact,
        "account": queries.account_seen_of(contact, user),
        "may_answer": may_answer(user, contact),
        "may_write": may_write,
        "sees_reach": user.sees_group(queries.REACH),
        "superior": queries.superior_seen(contact, user),
        "reports": list(queries.reports_of(contact, user)),
        "badges": badges(contact.roles.all()),
        "photo": photo_of(kind, contact.pk),
        "panels": panels,
        "log": log_of(kind, contact.pk, belongings, user, space),
        "tags": tags.panel(request, "contacts.contact", contact, may_write=may_write),
        "merges": merges_of(CONTACTS, contact.pk),
        "custom": facts_of(contact, user),
        "self_kind": kind,
        "zone": space.zone,
        "today": today_of(request),
    }
