"""What the pipeline puts on a person's page: the purchases they take part in, each with their roles there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.tables.roles import badges_of
from keyaccount.apps.pipeline.queries.of_contact import purchases_of
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    panel = Panel("purchases", _("Purchases they take part in"), "pipeline/on_contact.html", purchases, order=20)
    slots.add("contact", panel)


def purchases(request: HttpRequest, contact: Contact) -> Mapping[str, Any] | None:
    found = purchases_of(contact, viewer(request))
    if not found:
        return None
    return {"purchases": [(deal, badges_of(roles)) for deal, roles in found], "today": today_of(request)}
