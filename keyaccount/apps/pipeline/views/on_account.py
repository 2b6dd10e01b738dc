"""What the pipeline puts on an account's page: its figures, its deals, its next step, its off-funnel orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import may_write
from keyaccount.apps.accounts.views.whole import companies_of, is_whole, scope_of
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.queries import of_account
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Question, compute
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    folder = "pipeline/on_account"
    slots.add("account.head", Panel("figures", _("Figures"), f"{folder}/figures.html", figures, order=10))
    slots.add("account.state", Panel("next", _("Next step"), f"{folder}/next_step.html", next_step, order=10))
    slots.add("account", Panel("deals", _("Opportunities"), f"{folder}/deals.html", deals, order=10))
    slots.add("account", Panel("orders", _("Off-funnel orders"), f"{folder}/orders.html", orders, order=40, late=True))


def figures(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    question = question_of(request, account)
    year = replace(question, period=last_year(question))
    return {
        "open": compute("pipeline.amount", question),
        "count": compute("pipeline.count", question),
        "weighted": compute("pipeline.weighted", question),
        "closed": compute("sales.closed", year),
        "off_funnel": compute("pipeline.off_funnel", year),
        "win_rate": compute("pipeline.win_rate", question),
        "cycle": compute("pipeline.cycle_days", question),
        "act_url": _new_deal(request, account),
        "act_word": _("New opportunity"),
    }


def next_step(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    return {"deal": of_account.next_step(companies_of(request, account), viewer(request)), "today": today_of(request)}


def deals(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user, today = viewer(request), today_of(request)
    question = question_of(request, account)
    companies = companies_of(request, account)
    found = of_account.open_deals(companies, user, today)
    closed = of_account.closed_deals(companies, user)
    count = compute("pipeline.count", question)
    return {
        "deals": found,
        "closed": closed,
        "count": count.value,
        "amount": compute("pipeline.amount", question),
        "weighted": compute("pipeline.weighted", question),
        "more": int(str(count.value)) - len(found),
        "currency": workspace().base_currency,
        "amounts": [number for deal in found for number in (deal.record.amount, deal.weighted)],
        "today": today,
        "whole": is_whole(request),
        "list_url": f"{reverse('pipeline:table')}?{question.scope.kind}={account.pk}",
        "new_url": _new_deal(request, account),
        "trail": ("pipeline.opportunity", [deal.record.pk for deal in found] + [deal.pk for deal in closed]),
    }


def orders(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    whole = is_whole(request)
    found = of_account.orders_of(companies_of(request, account), viewer(request))
    question = question_of(request, account)
    return {
        "orders": found,
        "total": compute("pipeline.off_funnel", question),
        "threshold": workspace().off_funnel_threshold,
        "currency": workspace().base_currency,
        "today": question.today,
        "may_create": not whole and account.archived_at is None and may_write(viewer(request), account),
        "account": account,
        "whole": whole,
    }


def question_of(request: HttpRequest, account: Account) -> Question:
    """Everything the account has, or its whole group, as it stands today."""
    today = today_of(request)
    return Question(viewer(request), today, today, scope_of(request, account))


def _new_deal(request: HttpRequest, account: Account) -> str:
    if not viewer(request).role.may_create or account.archived_at is not None:
        return ""
    try:
        return f"{reverse('pipeline:new')}?account={account.pk}"
    except NoReverseMatch:
        return ""
