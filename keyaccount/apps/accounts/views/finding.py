"""Accounts in the command bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.accounts import accounts_called
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.ui import finding
from keyaccount.ui.finding import Deed, Finder, Hit


def add_finder() -> None:
    finding.add(Finder("accounts", _("Accounts"), "building", find, order=10))
    finding.add_deed(
        Deed(
            "new-account",
            _("New account"),
            "accounts:new",
            allowed=lambda request: viewer(request).role.may_create,
            order=20,
        )
    )


def find(request: HttpRequest, text: str, limit: int) -> list[Hit]:
    return [
        Hit(
            account.name,
            reverse("accounts:account", args=[account.pk]),
            account.short_name,
            " · ".join(filter(None, [account.industry, account.province])),
        )
        for account in accounts_called(viewer(request), text, limit)
    ]
