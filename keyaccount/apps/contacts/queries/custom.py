"""People at accounts as hosts of custom fields."""

from __future__ import annotations

from django.db.models import Q

from keyaccount.apps.accounts.models import of_tended_accounts
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.custom_fields import Host, add_host


def tended(user: User) -> Q:
    """People of accounts that the user owns or is on the team of, and those the user keeps the relationship with."""
    return Q(owner=user) | of_tended_accounts(user)


def add_to_custom_fields() -> None:
    add_host(On.CONTACTS, Host(Contact, tended))
