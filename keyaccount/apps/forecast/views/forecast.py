"""The page of the forecast: a frame of figures, and panels that each part of this domain adds below them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keyaccount.apps.forecast.tables.frame import exports
from keyaccount.apps.forecast.tables.target_bar import target_bar
from keyaccount.apps.forecast.views.asking import answer, asked_of
from keyaccount.apps.workspace.views.edge import page
from keyaccount.figures import compute
from keyaccount.ui import slots

SLOT = "forecast"
WEEK = timedelta(days=7)


@require_safe
@page
def forecast(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    week_ago = asked.question.at(asked.question.as_of - WEEK)
    context = {
        "bar": target_bar(asked),
        "coverage": compute("pipeline.coverage", asked.question),
        "coverage_before": compute("pipeline.coverage", week_ago),
        "progress": compute("pipeline.progress", asked.question),
        "off_funnel": compute("pipeline.off_funnel", asked.question),
        "exports": exports("forecast", asked),
        "panels": slots.fill(SLOT, request, asked),
    }
    return answer(request, asked, "forecast:forecast", "forecast/forecast.html", context)
