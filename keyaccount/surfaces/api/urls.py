"""Addresses under /api/: version 1 below v1/, and a problem document for whatever else is asked there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from keyaccount.surfaces.api import docs, openapi, problems
from keyaccount.surfaces.api.api import api
from keyaccount.surfaces.api.door import behind_door, door

app_name = "api"


def missing(request: HttpRequest) -> HttpResponse:
    return problems.missing()


operations = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
version_1 = [
    path("openapi.json", door(csrf_exempt(require_safe(openapi.document))), name="openapi"),
    path("docs", require_safe(docs.page), name="docs"),
    *(behind_door(pattern) for pattern in operations),
]
urlpatterns = [
    path("v1/", include(version_1)),
    re_path("", door(csrf_exempt(missing)), name="missing"),
]
