"""Settings: which change points to which need and products."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.accounts.models import SignalRule
from keyaccount.apps.accounts.services import signal_rules as service
from keyaccount.apps.portfolio.forms.signals import RuleForm
from keyaccount.apps.portfolio.models import RuleProduct
from keyaccount.apps.portfolio.queries.signals import rules_with_products
from keyaccount.apps.portfolio.services.following import point_rule
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_safe
@administrators
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "portfolio/signals/rules.html", {"rules": rules_with_products()})


@administrators
def new_rule(request: HttpRequest) -> HttpResponse:
    look = Look(title=_("New rule"), back=reverse("portfolio:signal_rules"), word=_("Add"))

    def save(values: dict[str, Any], seen: int | None) -> None:
        products = values.pop("products")
        made = service.add_rule(values=values, act=act_of(request))
        point_rule(rule_id=made.pk, products=products, act=act_of(request))

    return answer_form(request, RuleForm(request.POST or None), save, look)


@administrators
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    found = SignalRule.objects.filter(pk=rule_id).first()
    if found is None:
        raise Http404
    look = Look(title=found.label, back=reverse("portfolio:signal_rules"), record=found)
    chosen = list(RuleProduct.objects.filter(rule=found).values_list("product_id", flat=True))

    def save(values: dict[str, Any], seen: int | None) -> None:
        products = values.pop("products")
        service.change_rule(rule_id=rule_id, values=values, act=act_of(request), seen=seen)
        point_rule(rule_id=rule_id, products=products, act=act_of(request))

    return answer_form(
        request, RuleForm(request.POST or None, instance=found, initial={"products": chosen}), save, look
    )


@require_POST
@administrators
def mark_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    archived = request.POST.get("archived") == "1"
    look = Look(title="", back=reverse("portfolio:signal_rules"), said=_("Saved."))
    return answer_act(request, lambda: service.mark_rule(rule_id=rule_id, archived=archived, act=act_of(request)), look)
