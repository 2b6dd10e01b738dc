"""What stands on a person's page beside the record itself: the visits made to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.contacts import may_write
from keyaccount.apps.contacts.queries.visits import archived_visits_of, visits_in_quarter, visits_of
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    slots.add("contact", Panel("visits", _("Visits"), "contacts/on_contact/visits.html", visits, order=10))


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
