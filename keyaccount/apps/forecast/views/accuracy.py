"""The page of the accuracy ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keyaccount.apps.forecast.tables.accuracy import accuracy_page, usual_period
from keyaccount.apps.forecast.views.asking import answer, asked_of
from keyaccount.apps.workspace.views.edge import page


@require_safe
@page
def accuracy(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request, usual_period)
    context = {"accuracy": accuracy_page(asked)}
    return answer(request, asked, "forecast:accuracy", "forecast/accuracy.html", context)
