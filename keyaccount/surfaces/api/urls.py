"""Addresses under /api/v1/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from keyaccount.surfaces.api import problems
from keyaccount.surfaces.api.api import api
from keyaccount.surfaces.api.door import behind_door

app_name = "api"


def missing(request: HttpRequest) -> HttpResponse:
    return problems.missing()


missing.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to protect, and the answer must be readable

operations = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
urlpatterns = [
    path("docs", missing, name="docs"),
    *(behind_door(pattern) for pattern in operations),
    re_path("", missing),
]
