"""What a request to the forecast asks for, and the page that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keyaccount.apps.forecast.queries.asking import Asked, read
from keyaccount.apps.forecast.tables.frame import frame
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.kernel.period import Period


def asked_of(request: HttpRequest, usual: Callable[[Asked], Period] | None = None) -> Asked:
    """usual: gives the period where the address names none; else it is the quarter of the day."""
    asked = read(request.GET.dict(), viewer=viewer(request), today=today_of(request))
    return asked if usual is None or asked.given.get("period") else asked.during(usual(asked))


def answer(
    request: HttpRequest, asked: Asked, url_name: str, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    return render(request, template, {**frame(asked, url_name), **context})
