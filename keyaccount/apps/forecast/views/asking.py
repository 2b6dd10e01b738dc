"""What a request to the forecast asks for, the page that answers it, and people to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.forecast.forms.whose import PersonForm
from keyaccount.apps.forecast.queries.asking import WHOSE, Asked, read
from keyaccount.apps.forecast.queries.sellers import sellers_seen
from keyaccount.apps.forecast.tables.frame import frame
from keyaccount.apps.workspace.queries.choosing import people_called
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.kernel.period import Period

SHOWN = 12


def asked_of(request: HttpRequest, usual: Callable[[Asked], Period] | None = None) -> Asked:
    """usual: gives the period where the address names none; else it is the quarter of the day."""
    asked = read(request.GET.dict(), viewer=viewer(request), today=today_of(request))
    return asked if usual is None or asked.given.get("period") else asked.during(usual(asked))


def answer(
    request: HttpRequest, asked: Asked, url_name: str, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    return render(request, template, {**frame(asked, url_name), **_one_person(asked), **context})


def _one_person(asked: Asked) -> dict[str, Any]:
    """A search for one of many; who sees nobody else's needs none."""
    reach = asked.question.viewer.people_in_reach
    if reach is not None and reach <= {asked.question.viewer.pk}:
        return {}
    kept = [(key, text) for key, text in asked.parts().items() if key not in {*WHOSE, "scope"}]
    return {"person_form": PersonForm(auto_id="whose_%s"), "person_fields": kept}


@require_safe
@page
def pick_person(request: HttpRequest) -> HttpResponse:
    found = people_called(sellers_seen(viewer(request)), request.GET.get("q", ""), SHOWN)
    return render(request, "workspace/parts/people_options.html", {"people": found})
