"""Accounts as hosts of custom fields, and as what such a field may name."""

from __future__ import annotations

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.models.account import tended
from keyaccount.apps.workspace.models import FieldKind, On
from keyaccount.apps.workspace.queries.custom_fields import Host, Linked, add_host, add_linked


def add_to_custom_fields() -> None:
    add_host(On.ACCOUNTS, Host(Account, tended))
    add_linked(FieldKind.ACCOUNT, Linked(Account.objects.visible_to, "accounts:pick", ("name", "short_name")))
