"""Settings: what a share of a market says."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.portfolio.forms.market import MarketRuleForm
from keyaccount.apps.portfolio.models import MarketRule
from keyaccount.apps.portfolio.services import market_rules as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_safe
@administrators
def rules(request: HttpRequest) -> HttpResponse:
    context = {"rules": MarketRule.objects.present(), "archived": MarketRule.objects.archived()}
    return render(request, "portfolio/settings/market_rules.html", context)


@administrators
def new_rule(request: HttpRequest) -> HttpResponse:
    look = Look(title=_("New rule"), back=_list(), word=_("Add"))

    def save(values: dict[str, Any], seen: int | None) -> None:
        service.add_rule(values=values, act=act_of(request))

    return answer_form(request, MarketRuleForm(request.POST or None), save, look)


@administrators
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    found = MarketRule.objects.filter(pk=rule_id).first()
    if found is None:
        raise Http404
    look = Look(title=found.label, back=_list(), record=found)

    def save(values: dict[str, Any], seen: int | None) -> None:
        service.change_rule(rule_id=rule_id, values=values, act=act_of(request), seen=seen)

    return answer_form(request, MarketRuleForm(request.POST or None, instance=found), save, look)


@require_POST
@administrators
def mark_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    archived = request.POST.get("archived") == "1"
    look = Look(title="", back=_list(), said=_("Saved."))
    return answer_act(request, lambda: service.mark_rule(rule_id=rule_id, archived=archived, act=act_of(request)), look)


@require_POST
@administrators
def raise_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    look = Look(title="", back=_list(), said=_("Saved."))
    return answer_act(request, lambda: service.raise_rule(rule_id=rule_id, act=act_of(request)), look)


def _list() -> str:
    return reverse("portfolio:market_rules")
