"""What stands on a person's page beside the record itself: the visits made to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.career import career_of
from keyaccount.apps.contacts.queries.contacts import may_write
from keyaccount.apps.contacts.queries.personal import side_of
from keyaccount.apps.contacts.queries.visits import archived_visits_of, visits_in_quarter, visits_of
from keyaccount.apps.contacts.tables.days import date_words, occasion
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    slots.add("contact", Panel("personal", _("Personal"), "contacts/on_contact/personal.html", personal, order=5))
    slots.add("contact", Panel("visits", _("Visits"), "contacts/on_contact/visits.html", visits, order=10))
    slots.add("contact", Panel("career", _("Where they were"), "contacts/on_contact/career.html", career, order=60))


def personal(request: HttpRequest, contact: Contact) -> Mapping[str, Any]:
    user, today = viewer(request), today_of(request)
    side = side_of(contact, user, today)
    return {
        "side": side,
        "days": [(coming.day, date_words(coming.day), occasion(coming.day), coming.years) for coming in side.days],
        "contact": contact,
        "may_write": side.tends and user.role.may_create and contact.archived_at is None,
        "today": today,
        "trail": ("contacts.personal", [side.personal.pk] if side.personal else []),
    }


def career(request: HttpRequest, contact: Contact) -> Mapping[str, Any] | None:
    found = career_of(contact, viewer(request))
    return {"posts": found, "zone": workspace().zone} if found else None


def visits(request: HttpRequest, contact: Contact) -> Mapping[str, Any]:
    user, today = viewer(request), today_of(request)
    found = visits_of(contact, user)
    quarter = visits_in_quarter([contact], today)[contact.pk]
    writes = contact.archived_at is None and may_write(user, contact)
    return {
        "visits": found,
        "quarter": quarter,
        "is_overdue": quarter.is_overdue(today),
        "contact": contact,
        "may_write": writes,
        "archived": archived_visits_of(contact, user) if writes else [],
        "today": today,
        "trail": ("contacts.visit", [visit.pk for visit in found]),
    }
