"""Settings: the map that stands in place of the tiles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.portfolio.forms.province_map import ProvinceMapForm
from keyaccount.apps.portfolio.models import ProvinceMap
from keyaccount.apps.portfolio.services import province_map as service
from keyaccount.apps.portfolio.tables.provinces import blank_map
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_safe
@administrators
def province_map(request: HttpRequest) -> HttpResponse:
    found = ProvinceMap.objects.present().select_related("added_by").first()
    context = {"found": found, "map": blank_map(found) if found else None, "zone": workspace().zone}
    return render(request, "portfolio/settings/province_map.html", context)


@administrators
def put(request: HttpRequest) -> HttpResponse:
    form = ProvinceMapForm(request.POST or None, request.FILES or None)
    said = _("The map stands in place of the tiles.")
    look = Look(title=_("Put in a map"), back=_here(), word=_("Put in"), said=said)

    def save(values: dict[str, Any], seen: int | None) -> None:
        content = values["file"].read()
        service.put_map(content=content, approval=values["approval"], source=values["source"], act=act_of(request))

    return answer_form(request, form, save, look)


@require_POST
@administrators
def take_away(request: HttpRequest) -> HttpResponse:
    look = Look(title="", back=_here(), said=_("The tiles are back."))
    return answer_act(request, lambda: service.take_map_away(act=act_of(request)), look)


def _here() -> str:
    return reverse("portfolio:province_map")
