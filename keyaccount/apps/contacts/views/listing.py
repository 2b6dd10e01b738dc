"""The list of people: one page of it, the choices of its filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.contacts import contacts_called
from keyaccount.apps.contacts.queries.listing import ARCHIVED, contacts_listed
from keyaccount.apps.contacts.queries.neighbours import with_neighbours, with_personal
from keyaccount.apps.contacts.tables.contacts import columns_for
from keyaccount.apps.contacts.tables.filters import choices_of, filters_of, whose
from keyaccount.apps.workspace.models import On
from keyaccount.apps.workspace.queries.custom_narrowing import ordered
from keyaccount.apps.workspace.tables.listing import Asked, drawn, page_ids, read, records_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.views.listing import asked_of, exports, list_context
from keyaccount.ui.htmx import render_part

PLACE = "contacts"
OPTIONS = 12


@require_safe
@page
def contacts(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request, PLACE)
    return render_part(request, "contacts/list.html", _context(request, asked), part="list")


@require_safe
@page
def choices(request: HttpRequest, field: str) -> HttpResponse:
    asked = read(request.GET, reverse("contacts:list"))
    options = choices_of(field, asked, viewer(request), today_of(request))
    return render(request, "accounts/parts/choices.html", {"options": options})


@require_safe
@page
def pick(request: HttpRequest) -> HttpResponse:
    account = request.GET.get("account", "")
    at = int(account) if account.isdecimal() else None
    found = contacts_called(viewer(request), request.GET.get("q", ""), OPTIONS, at)
    return render(request, "contacts/parts/options.html", {"contacts": found})


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    user, today = viewer(request), today_of(request)
    rows = contacts_listed(user, asked.filters, today)
    found = page_ids(ordered(rows, On.CONTACTS, asked.sort, user), asked, columns_for(user, today))
    people = Contact.objects.select_related("owner", "account", "relationship_stage").prefetch_related("roles")
    records = with_personal(with_neighbours(records_of(people, found), user), user, today)
    return {
        **list_context(request, PLACE, asked),
        "listed": drawn(asked, columns_for(user, today, records), records, found, rows, boxes=user.role.may_create),
        "filters_text": urlencode(dict(asked.filters)),
        "is_archived": asked.text("status") == ARCHIVED,
        "filters": filters_of(asked, user),
        "whose": whose(asked, user),
        "clear_url": asked.path if asked.filters else "",
        "exports": exports(PLACE, asked),
    }
