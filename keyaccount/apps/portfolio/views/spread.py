"""The page that shows how revenue and profit are spread over the accounts: Pareto, whale, classes, tiers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.tables.spread import spread_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question


@require_safe
@page
def spread(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    question = Question(viewer(request), today, today)
    found = spread_of(question.during(last_year(question)))
    return render(request, "portfolio/spread.html", {"spread": found, "currency": workspace().base_currency})
