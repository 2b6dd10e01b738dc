"""Settings: what buying roles weigh, which must be filled, when a reading fades."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from keyaccount.apps.contacts.forms.map_rules import MapRulesForm
from keyaccount.apps.contacts.queries.map_rules import map_rules
from keyaccount.apps.contacts.services.map_rules import change_rules
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import administrators
from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def add_places() -> None:
    settings_places.add(
        Place(
            "people-maps",
            gettext_lazy("People maps"),
            gettext_lazy("What each buying role weighs, which must be filled, when a reading fades."),
            "contacts:map_rules",
            icon="sitemap",
            group=Group.SALES,
            order=26,
            allowed=lambda request: bool(request.user.role.may_administer),  # type: ignore[union-attr]
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def rules(request: HttpRequest) -> HttpResponse:
    form = MapRulesForm(request.POST or None, rules=map_rules())
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "contacts/settings/map_rules.html", {"form": form}, status=status)
    change_rules(rules=form.rules, act=act_of(request))
    messages.success(request, _("Saved. Support and warnings of every map follow these rules now."))
    return redirect("contacts:map_rules")
