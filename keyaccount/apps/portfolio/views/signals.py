"""Signals: on the account's page, in a list of their own, and what is made of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import signals as service
from keyaccount.apps.portfolio.forms.signals import DismissForm, SignalForm
from keyaccount.apps.portfolio.queries.signals import followed, signal_to_write, signals_seen
from keyaccount.apps.portfolio.services.following import follow_signal
from keyaccount.apps.portfolio.tables.heat import lines_of
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.figures import Question, compute
from keyaccount.kernel.period import Period
from keyaccount.ui import slots
from keyaccount.ui.htmx import go
from keyaccount.ui.slots import Panel

ON_ACCOUNT, ON_PAGE = 8, 30


def add_panels() -> None:
    slots.add(
        "account", Panel("signals", _("Signals"), "portfolio/signals/on_account.html", panel, order=32, late=True)
    )


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    user = viewer(request)
    found = followed(signals_seen(user, account=account)[:ON_ACCOUNT], user)
    new = f"{reverse('portfolio:new_signal')}?account={account.pk}"
    return {
        "signals": found,
        "count": len(found) or None,
        "today": today_of(request),
        "new_url": new if user.role.may_create and account.archived_at is None else "",
    }


@require_safe
@page
def signals(request: HttpRequest) -> HttpResponse:
    user, today = viewer(request), today_of(request)
    unsettled = request.GET.get("which", "open") != "all"
    shown = Paginator(signals_seen(user, unsettled=unsettled), ON_PAGE).get_page(request.GET.get("page"))
    heat = compute("accounts.industry_heat", Question(user, today, today, period=Period.containing(today, "year")))
    context = {
        "page": shown,
        "signals": followed(shown, user),
        "unsettled": unsettled,
        "heat": heat,
        "industries": lines_of(heat, today),
        "today": today,
    }
    return render(request, "portfolio/signals/list.html", context)


@page
def new(request: HttpRequest) -> HttpResponse:
    act, account = act_of(request), request.GET.get("account", "")
    may_create(act)
    form = SignalForm(request.POST or None, user=act.actor, initial={"account": account, "on": today_of(request)})
    back = f"{reverse('accounts:account', args=[account])}#signals" if account.isdecimal() else _list()
    look = Look(title=_("New signal"), back=back, word=_("Write down"))
    return answer_form(request, form, lambda values, seen: service.record_signal(values=values, act=act), look)


@require_POST
@page
def follow(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One press makes the opportunity, and on to its page."""
    chosen = request.POST.get("product", "")
    product = int(chosen) if chosen.isdecimal() else None
    deal = follow_signal(signal_id=signal_id, product_id=product, act=act_of(request))
    return go(request, reverse("pipeline:opportunity", args=[deal.pk]))


@page
def dismiss(request: HttpRequest, signal_id: int) -> HttpResponse:
    signal = signal_to_write(viewer(request), signal_id)
    look = Look(title=_("Nothing comes of it"), back=_back(signal.account_id), word=_("Dismiss"))
    return answer_form(
        request,
        DismissForm(request.POST or None),
        lambda values, seen: service.dismiss_signal(signal_id=signal_id, **values, act=act_of(request)),
        look,
    )


@require_POST
@page
def take_up(request: HttpRequest, signal_id: int) -> HttpResponse:
    signal = signal_to_write(viewer(request), signal_id)
    look = Look(title="", back=_back(signal.account_id), said=_("The signal is open again."))
    return answer_act(request, lambda: service.take_up_again(signal_id=signal_id, act=act_of(request)), look)


def _back(account_id: int | None) -> str:
    return f"{reverse('accounts:account', args=[account_id])}#signals" if account_id else _list()


def _list() -> str:
    return reverse("portfolio:signals")
