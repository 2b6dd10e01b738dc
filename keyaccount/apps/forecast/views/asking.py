"""What a request to the forecast asks for, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keyaccount.apps.forecast.queries.asking import Asked, read
from keyaccount.apps.forecast.tables.frame import frame
from keyaccount.apps.workspace.views.edge import today_of, viewer


def asked_of(request: HttpRequest) -> Asked:
    return read(request.GET.dict(), viewer=viewer(request), today=today_of(request))


def answer(
    request: HttpRequest, asked: Asked, url_name: str, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    return render(request, template, {**frame(asked, url_name), **context})
