"""What the account's team noted of rivals that concerns a person."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import RivalNote
from keyaccount.apps.accounts.queries.rivals import notes_seen
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.models import User


def notes_at(contact: Contact, user: User) -> QuerySet[RivalNote]:
    """The notes of the person's account that the user may read."""
    return notes_seen(user).filter(account=contact.account_id)


def notes_about(contact: Contact, user: User) -> QuerySet[RivalNote]:
    return notes_seen(user).filter(people__contact=contact)
