"""What the portfolio puts on an account's page: its segment, our share, the estimates behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import may_write
from keyaccount.apps.accounts.views.whole import is_whole, scope_of
from keyaccount.apps.portfolio.queries.estimates import history_of
from keyaccount.apps.portfolio.words import ADVICE
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Question, compute
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel, Trail

SHOWN = 6


def add_panels() -> None:
    template = "portfolio/on_account/segment.html"
    slots.add("account", Panel("segment", _("Segment"), template, segment, order=20, late=True, trail=estimates))


def segment(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    today, user = today_of(request), viewer(request)
    question = Question(user, today, today, scope_of(request, account))
    told = compute("accounts.segment", question)
    lines: list[dict[str, Any]] = told.value if isinstance(told.value, list) else []
    history = list(history_of(account)[: SHOWN + 1])
    return {
        "account": account,
        "whole": is_whole(request),
        "lines": [line for line in lines if line.get("accounts", 1)],
        "advice": ADVICE[lines[0]["key"]] if lines and not is_whole(request) else "",
        "figure": told,
        "share": compute("accounts.share_of_wallet", question),
        "estimates": history[:SHOWN],
        "more": len(history) > SHOWN,
        "may_write": account.archived_at is None and may_write(user, account),
        "currency": workspace().base_currency,
        "today": today,
    }


def estimates(account: Account) -> Trail:
    return "portfolio.accountestimate", list(history_of(account).values_list("pk", flat=True)[: SHOWN + 1])
