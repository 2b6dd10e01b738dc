"""Deals as hosts of custom fields."""

from __future__ import annotations

from django.db.models import Q

from keyaccount.apps.accounts.models import of_tended_accounts
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.custom_fields import Host, add_host


def tended(user: User) -> Q:
    """Deals of accounts that the user owns or is on the team of, and the own ones."""
    return Q(owner=user) | of_tended_accounts(user)


def add_to_custom_fields() -> None:
    add_host(On.OPPORTUNITIES, Host(Opportunity, tended))
