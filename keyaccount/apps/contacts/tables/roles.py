"""Buying roles as badges: approver and decision maker stand out."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from keyaccount.apps.contacts.models import BuyingRole, ContactRole

KEY = frozenset({BuyingRole.APPROVER, BuyingRole.DECISION_MAKER})
ORDER = {value: place for place, value in enumerate(BuyingRole.values)}


def badges(roles: Iterable[ContactRole]) -> SafeString:
    ordered = sorted(roles, key=lambda role: ORDER.get(role.role, len(ORDER)))
    return format_html_join(
        " ", '<span class="ka-role{}">{}</span>', ((" key" if role.role in KEY else "", role) for role in ordered)
    )


def badges_of(roles: Iterable[str]) -> SafeString:
    """The same of roles by their codes."""
    return badges(ContactRole(role=role) for role in roles)
