"""What referrals hold about a person: whom they introduced and who introduced them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.contacts.queries.data_subjects import Holder, add_holder, rows_of
from keyaccount.apps.contacts.services.data_subjects import rename
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.trail import entity_of


def add_holder_of_referrals() -> None:
    add_holder(Holder("referrals", _("Referrals"), held, erase=erase))


def held(contact: Contact) -> list[dict[str, Any]]:
    return rows_of(_about(contact).select_related("by_contact", "by_user", "account", "contact"))


def erase(contact: Contact, name: str) -> None:
    """That there was an introduction stays countable; what was written of it goes, and the name from its trail."""
    rows = _about(contact)
    entries = AuditEntry.objects.filter(entity=entity_of(Referral), object_id__in=rows.values("pk"))
    changed = list(entries)
    for entry in changed:
        rename(entry, contact, name)
        entry.changes = {field: [None, None] if field == "note" else pair for field, pair in entry.changes.items()}
    AuditEntry.objects.bulk_update(changed, ["label", "changes"], batch_size=500)
    rows.update(note="")


def _about(contact: Contact) -> QuerySet[Referral]:
    rows: QuerySet[Referral] = Referral.objects.filter(Q(contact=contact) | Q(by_contact=contact))
    return rows
