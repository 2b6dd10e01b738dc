"""The rules of the pool in the settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.forms.pool import PoolRulesForm
from keyaccount.apps.portfolio.queries.pool import rules
from keyaccount.apps.portfolio.services.pool import change_rules
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def add_place() -> None:
    settings_places.add(
        Place(
            "pool",
            _("Pool of accounts"),
            _("When an account that nobody tends goes to the pool, and who may take it from there."),
            "portfolio:pool_rules",
            icon="lifebuoy",
            group=Group.SALES,
            order=60,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@administrators
def pool_rules(request: HttpRequest) -> HttpResponse:
    mine = rules()
    look = Look(
        title=_("Pool of accounts"),
        text=_("Once a day accounts are looked through. An owner is always warned first, on their first page."),
        back=reverse("portfolio:pool_rules"),
        said=_("Saved."),
        record=mine,
    )
    form = PoolRulesForm(request.POST or None, instance=mine)
    return answer_form(
        request, form, lambda values, seen: change_rules(values=values, act=act_of(request), seen=seen), look
    )
