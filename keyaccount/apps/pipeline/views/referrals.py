"""The network of introductions across accounts, with what was won behind them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.queries.scope import scope_asked
from keyaccount.apps.pipeline.queries.referred import referred
from keyaccount.apps.pipeline.tables.network import network_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question, compute
from keyaccount.ui import tabs
from keyaccount.ui.tabs import Tab

WHOSE = (("", _("All")), ("team", _("My team’s")), ("mine", _("Mine")))


def add_places() -> None:
    tabs.add("contacts", Tab("list", _("List"), "contacts:list", "users", order=10))
    tabs.add("contacts", Tab("referrals", _("Referrals"), "pipeline:referrals", "route", order=20))


@require_safe
@page
def network(request: HttpRequest) -> HttpResponse:
    user, today, here = viewer(request), today_of(request), request.GET.get("whose", "")
    question = Question(user, today, today, scope_asked(request.GET, user))
    context = {
        "network": network_of(referred(question, workspace()), question, workspace()),
        "figure": compute("accounts.referrals", question),
        "whose": [(words, f"?whose={key}", key == here) for key, words in WHOSE if key != "team" or user.team_id],
        "today": today,
    }
    return render(request, "pipeline/referrals.html", context)
