"""Settings: what each stance is meant to take of time, people and money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from keyaccount.apps.portfolio.forms.resource_rules import ResourceRulesForm
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.services.resource_rules import set_resource_rules
from keyaccount.apps.workspace.views.edge import act_of, today_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form

FOLDER = "portfolio/settings"


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def resource_rules(request: HttpRequest) -> HttpResponse:
    form = ResourceRulesForm(request.POST or None, rules_at(today_of(request)))
    look = Look(
        title=_("Resources by stance"),
        back=reverse("portfolio:resource_rules"),
        said=_("Saved. Days before today keep the norms they had."),
        text=_("Of each resource the four shares make 100%. A past day is judged by the norms of that day."),
        template=f"{FOLDER}/resources.html",
        part=f"{FOLDER}/resources_form.html",
    )
    return answer_form(request, form, lambda values, seen: set_resource_rules(values=values, act=act_of(request)), look)
