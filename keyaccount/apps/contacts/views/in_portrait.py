"""Who decides, beside what the account's portrait says of the decision chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.queries.deciders import deciders_of
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    slots.add("account.portrait", Panel("deciders", _("Who decides"), "contacts/in_portrait.html", deciders, order=10))


def deciders(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user = viewer(request)
    new = f"{reverse('contacts:new')}?account={account.pk}" if user.role.may_create else ""
    return {
        "people": [(contact, badges(contact.roles.all())) for contact in deciders_of(account, user)],
        "new_url": "" if account.archived_at else new,
    }
