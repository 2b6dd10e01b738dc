"""Settings: how tiers are computed here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.portfolio.forms.tiers import RulesForm
from keyaccount.apps.portfolio.queries.rules import last_review, tier_rules
from keyaccount.apps.portfolio.services import tiers
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def rules(request: HttpRequest) -> HttpResponse:
    mine = tier_rules()
    look = Look(
        title=_("Tiers and key accounts"),
        back=reverse("portfolio:tier_rules"),
        said=_("Saved. The tiers of all accounts are reviewed in the background."),
        record=mine,
        template="portfolio/settings/tiers.html",
        more={"base_currency": workspace().base_currency, "reviewed_on": last_review()},
    )
    return answer_form(
        request,
        RulesForm(request.POST or None, instance=mine),
        lambda values, seen: tiers.change_rules(values=values, act=act_of(request), seen=seen),
        look,
    )


@require_POST
@administrators
def review(request: HttpRequest) -> HttpResponse:
    look = Look(title="", back=reverse("portfolio:tier_rules"), said=_("The review waits for a free worker."))
    return answer_act(request, lambda: tiers.ask_for_review(act=act_of(request)), look)
