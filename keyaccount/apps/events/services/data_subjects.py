"""What events hold about a person: to which they were invited, whether they came, what followed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.data_subjects import Holder, add_holder, rows_of
from keyaccount.apps.contacts.queries.mentions import Source, add_sources, at
from keyaccount.apps.contacts.services.data_subjects import rename
from keyaccount.apps.events.models import Guest
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.trail import entity_of


def add_holder_of_invitations() -> None:
    add_holder(Holder("invitations", _("Invitations to events"), held, erase=erase))
    add_sources(Source(Guest, ("followed",), at("account"), own="contact"))


def held(contact: Contact) -> list[dict[str, Any]]:
    return rows_of(_of(contact).select_related("event", "contact", "account", "invited_by", "opportunity"))


def erase(contact: Contact, name: str) -> None:
    """That somebody was invited and came stays countable; what was written of it goes, and the name from its trail."""
    rows = _of(contact)
    entries = list(AuditEntry.objects.filter(entity=entity_of(Guest), object_id__in=rows.values("pk")))
    for entry in entries:
        rename(entry, contact, name)
        entry.changes = {field: [None, None] if field == "followed" else pair for field, pair in entry.changes.items()}
    AuditEntry.objects.bulk_update(entries, ["label", "changes"], batch_size=500)
    rows.update(followed="")


def _of(contact: Contact) -> QuerySet[Guest]:
    rows: QuerySet[Guest] = Guest.objects.filter(contact=contact)
    return rows
