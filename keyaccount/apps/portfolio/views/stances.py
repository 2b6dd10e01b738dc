"""What each stance takes of our time, people and money: over all accounts, and of one on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import may_write
from keyaccount.apps.accounts.views.whole import scope_of
from keyaccount.apps.portfolio.queries.costs import costs_of
from keyaccount.apps.portfolio.tables.stances import on_account, stances_page
from keyaccount.apps.portfolio.views.asking import link, question_of, whose
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel

SHOWN = 8


def add_panels() -> None:
    template = "portfolio/on_account/resources.html"
    slots.add("account", Panel("resources", _("Resources"), template, panel, order=25, late=True))


@require_safe
@page
def stances(request: HttpRequest) -> HttpResponse:
    question = question_of(request)
    context = {
        "stances": stances_page(question),
        "whose": whose(request),
        "currency": workspace().base_currency,
        "question": question,
        "today": question.today,
        "now_url": "" if question.is_live else link(request, as_of=""),
        "may_set": viewer(request).role.may_administer,
        "may_read_off": viewer(request).role.may_set_targets,
    }
    return render(request, "portfolio/stances.html", context)


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user, today = viewer(request), today_of(request)
    costs = list(costs_of(account, user)[: SHOWN + 1]) if user.sees_group("margin") else None
    return {
        "resources": on_account(Question(user, today, today, scope_of(request, account))),
        "account": account,
        "costs": costs and costs[:SHOWN],
        "more": costs is not None and len(costs) > SHOWN,
        "sees_costs": costs is not None,
        "may_write": costs is not None and account.archived_at is None and may_write(user, account),
        "currency": workspace().base_currency,
        "today": today,
    }
