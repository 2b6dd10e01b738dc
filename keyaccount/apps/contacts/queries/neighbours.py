"""The accounts and superiors of a page of people, where the reader may see them."""

from __future__ import annotations

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.models import User


def with_neighbours(contacts: list[Contact], user: User) -> list[Contact]:
    """The same people, each with `account_seen` and `superior_seen`."""
    accounts = Account.objects.visible_to(user).in_bulk({one.account_id for one in contacts if one.account_id})
    superiors = Contact.objects.visible_to(user).in_bulk({one.reports_to_id for one in contacts if one.reports_to_id})
    for contact in contacts:
        contact.account_seen = accounts.get(contact.account_id or 0)  # type: ignore[attr-defined]
        contact.superior_seen = superiors.get(contact.reports_to_id or 0)  # type: ignore[attr-defined]
    return contacts
