"""People in the command bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.queries.contacts import contacts_called
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.ui import finding
from keyaccount.ui.finding import Deed, Finder, Hit


def add_finder() -> None:
    finding.add(Finder("contacts", _("Contacts"), "user", find, order=20))
    finding.add_deed(
        Deed(
            "new-contact",
            _("New contact"),
            "contacts:new",
            allowed=lambda request: viewer(request).role.may_create,
            order=30,
        )
    )


def find(request: HttpRequest, text: str, limit: int) -> list[Hit]:
    if not text.strip():
        return []
    return [
        Hit(
            contact.name,
            reverse("contacts:contact", args=[contact.pk]),
            contact.title,
            str(contact.account or ""),
        )
        for contact in contacts_called(viewer(request), text, limit)
    ]
