"""What the portfolio says of one account on its page: its tier as a chip, how it stands as a panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import may_write
from keyaccount.apps.portfolio.models import AccountStanding
from keyaccount.apps.portfolio.queries import of_account
from keyaccount.apps.portfolio.tables import standing as table
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Figure, Question, Scope, ScopeKind, memo, stated
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    folder = "portfolio/on_account"
    slots.add("account.chips", Panel("tier", _("Tier"), f"{folder}/tier_chip.html", chip, order=10))
    slots.add("account", Panel("standing", _("Standing"), f"{folder}/standing.html", panel, order=20, late=True))


@memo.once
def _kept(account: Account) -> AccountStanding | None:
    return of_account.standing_kept(account)


def chip(request: HttpRequest, account: Account) -> Mapping[str, Any] | None:
    kept = _kept(account)
    return {"kept": kept} if kept is not None and kept.tier else None


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user, today = viewer(request), today_of(request)
    kept, found = _kept(account), of_account.behind(account, today)
    return {
        "account": account,
        "kept": kept,
        "score": _score(request, account, kept) if kept else None,
        "outcome": table.outcome_of(kept, found.bonds) if kept else None,
        "override": of_account.override_now(account, today),
        "lifecycle": table.lifecycle_of(account, found),
        "loyalty": table.loyalty_of(account, found),
        "story": table.story_of(of_account.events_of(account), of_account.overrides_past(account), workspace().zone),
        "may_write": account.archived_at is None and may_write(user, account),
        "today": today,
    }


def _score(request: HttpRequest, account: Account, kept: AccountStanding) -> Figure:
    """The kept score, as of the day it was computed."""
    today = today_of(request)
    scope = Scope(ScopeKind.ACCOUNT, account.pk, str(account))
    question = Question(viewer(request), today, min(kept.on, today), scope)
    return stated("accounts.tier_score", question, kept.score)
