"""Markets: who holds which share, what that says, and what a wanted share asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.forms.market import MarketForm
from keyaccount.apps.portfolio.models import Market
from keyaccount.apps.portfolio.services import markets as service
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.figures import Question, compute
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.ui.htmx import go, render_part

FORM = "portfolio/market_form.html"
FRAME = {"key_share": "market.key_share", "key_accounts": "accounts.key_accounts", "pareto": "accounts.pareto"}
SHOWN = 12


@require_safe
@page
def markets(request: HttpRequest) -> HttpResponse:
    """The markets of the last years, the newest first."""
    user, today = viewer(request), today_of(request)
    found = Market.objects.visible_to(user).present().order_by("-year", "name")[:SHOWN]
    question = Question(user, today, today)
    panels = [_panel(market, question.narrowed(market=str(market.pk))) for market in found]
    context = {
        "panels": panels,
        "frame": {key: compute(name, question.during(last_year(question))) for key, name in FRAME.items()},
        "may_write": user.role.may_set_targets,
        "currency": workspace().base_currency,
    }
    return render(request, "portfolio/markets.html", context)


def _panel(market: Market, question: Question) -> dict[str, Any]:
    share, plan = compute("market.share", question), compute("market.plan", question)
    told = {item.symbol: item.value for item in share.inputs}
    return {
        "market": market,
        "share": share,
        "rows": share.rows.fetch(50),
        "key_share": compute("market.key_share", question),
        "written": told["t"],
        "plan": plan,
        "asked": {item.symbol: item.value for item in plan.inputs},
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_market(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("portfolio:markets")
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    form = MarketForm(request.POST or None, initial={"year": today_of(request).year})
    if request.method != "POST":
        return render_part(request, FORM, {"form": form, "back": back}, part="form")
    saved = save_form(form, lambda values, version: service.create_market(**_given(values), act=act))
    return answer(request, FORM, form, back, saved)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def market(request: HttpRequest, market_id: int) -> HttpResponse:
    act, back = act_of(request), reverse("portfolio:markets")
    found = _to_write(act.actor, market_id)
    form = MarketForm(request.POST or None, instance=found)
    if request.method != "POST":
        return render_part(request, FORM, {"form": form, "back": back, "market": found}, part="form")

    def save(values: Any, version: int | None) -> Market:
        return service.update_market(market_id=market_id, **_given(values), act=act, version=version)

    return answer(request, FORM, form, back, save_form(form, save), market=found)


@require_POST
@page
def archive_market(request: HttpRequest, market_id: int) -> HttpResponse:
    found = service.archive_market(market_id=market_id, act=act_of(request))
    messages.success(request, _("“%(name)s” is archived.") % {"name": found})
    return go(request, reverse("portfolio:markets"))


def _given(values: Any) -> dict[str, Any]:
    return {
        "values": {key: value for key, value in values.items() if key != "shares"},
        "shares": values.get("shares", []),
    }


def _to_write(user: Any, market_id: int) -> Market:
    found: Market | None = Market.objects.visible_to(user).filter(pk=market_id).first()
    if found is None:
        raise NotFound
    if not user.role.may_set_targets:
        raise NotAllowed
    return found
