"""The analysis of the funnel: a page whose panels come one by one, each as soon as its figures are there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.tables import measures as tables
from keyaccount.apps.pipeline.tables.filters import hidden
from keyaccount.apps.pipeline.views.asking import answer, asked_of
from keyaccount.apps.workspace.views.edge import page

PANELS: dict[str, Callable[[Asked], object]] = {
    "conversion": tables.conversion,
    "pace": tables.pace,
    "stays": tables.stays,
    "stuck": tables.stuck,
    "slips": tables.slips,
    "endings": tables.endings,
}


@require_safe
@page
def measures(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    context = {
        "presets": tables.presets(asked),
        "period": tables.period_of(asked),
        "cohort_filters": hidden(asked, "cohort"),
    }
    return answer(request, asked, "measures", context)


@require_safe
@page
def panel(request: HttpRequest, key: str) -> HttpResponse:
    if key not in PANELS:
        raise Http404
    asked = asked_of(request)
    context = {"found": PANELS[key](asked), "asked": asked, "here": "measures", "state": asked.link()}
    return render(request, f"pipeline/measures/{key}.html", context)
