"""The page of one account: one scroll with panels of every domain that knows it, its log at the right edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries import accounts as queries
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.accounts.views.whole import is_whole
from keyaccount.apps.collaboration.views import tags
from keyaccount.apps.workspace.queries.quality.pairs import merged_ids, merges_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.tables.custom_fields import facts_of
from keyaccount.apps.workspace.tables.log import Log, log_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.ui import slots
from keyaccount.ui.slots import Filled

SLOT = "account"  # panels in the scroll
HEAD = "account.head"  # figures under the name
CHIPS = "account.chips"  # what is said of it beside its name
STATE = "account.state"  # what comes next
MENU = "account.menu"  # acts that other domains add


@require_safe
@page
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    found = queries.account_seen(viewer(request), account_id)
    if found.pk != account_id:
        return redirect("accounts:account", found.pk)
    return render(request, "accounts/account.html", _context(request, found))


@require_safe
@page
def late(request: HttpRequest, account_id: int) -> HttpResponse:
    """The panels that the page does not wait for, each for its place."""
    found = queries.account_seen(viewer(request), account_id)
    return render(request, "ui/parts/late_panels.html", {"panels": slots.fill_late(SLOT, request, found)})


@require_safe
@page
def why(request: HttpRequest, account_id: int) -> HttpResponse:
    """Why the reader sees it, in the dialog."""
    user = viewer(request)
    found = queries.account_seen(user, account_id)
    return render(request, "accounts/parts/why.html", {"reasons": queries.reasons_to_see(user, found)})


def _context(request: HttpRequest, account: Account) -> dict[str, Any]:
    user = viewer(request)
    panels = slots.fill(SLOT, request, account)
    may_write = queries.may_write(user, account)
    return {
        "account": account,
        "may_write": may_write,
        "parent": queries.parent_seen(account, user),
        "team": list(queries.team_of(account)),
        "custom": facts_of(account, user),
        "subsidiaries": list(queries.subsidiaries_of(account, user)),
        "whole": is_whole(request),
        "subsidiaries_hidden": queries.subsidiaries_hidden(account, user),
        "head": slots.fill(HEAD, request, account),
        "chips": slots.fill(CHIPS, request, account),
        "state": slots.fill(STATE, request, account),
        "menu": slots.fill(MENU, request, account),
        "panels": panels,
        "log": _log(request, account, panels),
        "tags": tags.panel(request, "accounts.account", account, may_write=may_write),
        "merges": merges_of(ACCOUNTS, account.pk),
        "self_kind": entity_of(account),
        "zone": workspace().zone,
        "today": today_of(request),
    }


def _log(request: HttpRequest, account: Account, panels: Sequence[Filled]) -> Log:
    """With what happened to the records in the panels, which say what of theirs belongs to it."""
    belongings = [*slots.trails(panels, account), (entity_of(account), merged_ids(Account, account.pk))]
    return log_of(entity_of(account), account.pk, belongings, viewer(request), workspace())
