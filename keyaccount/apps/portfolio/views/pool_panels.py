"""What the pool puts on other pages: the account's own past in it, the act in its menu, warnings on the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import may_write
from keyaccount.apps.portfolio.models import PoolWarning
from keyaccount.apps.portfolio.queries import pool as queries
from keyaccount.apps.portfolio.services.pool import may_assign
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel

SHOWN = 10


def add_panels() -> None:
    title = pgettext_lazy("of accounts", "Pool")
    slots.add("account", Panel("pool", title, "portfolio/parts/on_account.html", on_account, order=5))
    slots.add("account.menu", Panel("return", _("Return"), "portfolio/parts/menu.html", menu, order=10))
    slots.add("today", Panel("pool", title, "portfolio/parts/warnings.html", warnings, order=10))


def on_account(request: HttpRequest, account: Account) -> Mapping[str, Any] | None:
    """Only where it is in the pool, soon goes there, or once was there."""
    if account.archived_at is not None:
        return None
    entries = list(queries.history_of(account)[:SHOWN])
    warning = PoolWarning.objects.filter(account=account).first() if account.owner_id else None
    if account.owner_id is not None and not entries and warning is None:
        return None
    user = viewer(request)
    return {
        "account": account,
        "entries": entries,
        "warning": warning,
        "may_claim": account.owner_id is None and user.role.may_create,
        "may_assign": account.owner_id is None and may_assign(user),
        "zone": workspace().zone,
        "today": today_of(request),
    }


def menu(request: HttpRequest, account: Account) -> Mapping[str, Any] | None:
    if account.archived_at is not None or account.owner_id is None or not may_write(viewer(request), account):
        return None
    return {"account": account}


def warnings(request: HttpRequest, user: Any) -> Mapping[str, Any] | None:
    found = list(queries.warnings_of(user)[:SHOWN])
    return {"warnings": found, "today": today_of(request)} if found else None
