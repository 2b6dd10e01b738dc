"""Accounts and revenue by province."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from keyaccount.apps.portfolio.models import ProvinceMap
from keyaccount.apps.portfolio.tables.provinces import map_of
from keyaccount.apps.portfolio.tables.provinces import provinces as provinces_of
from keyaccount.apps.portfolio.views.asking import link, question_of, whose
from keyaccount.apps.workspace.views.edge import page


@require_safe
@page
def provinces(request: HttpRequest) -> HttpResponse:
    question = question_of(request)
    found, put_in = provinces_of(question), ProvinceMap.objects.present().first()
    shows_map = put_in is not None and request.GET.get("look") != "tiles"
    context = {
        "provinces": found,
        "map": map_of(put_in, found.tiles) if put_in and shows_map else None,
        "looks": _looks(request, shows_map=shows_map) if put_in else [],
        "whose": whose(request),
        "question": question,
        "today": question.today,
        "now_url": "" if question.is_live else link(request, as_of=""),
    }
    return render(request, "portfolio/provinces.html", context)


def _looks(request: HttpRequest, *, shows_map: bool) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is shown."""
    return [
        (pgettext("of provinces", "Map"), link(request, look=""), shows_map),
        (gettext("Tiles"), link(request, look="tiles"), not shows_map),
    ]
