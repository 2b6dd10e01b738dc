"""What a request to the pipeline asks for, be it a page or an act on one; and the context all its views share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from keyaccount.apps.pipeline.queries.asking import Asked, read
from keyaccount.apps.pipeline.tables.filters import hidden
from keyaccount.apps.pipeline.tables.frame import frame
from keyaccount.apps.workspace.queries.saved_views import views_of
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.apps.workspace.views.listing import ViewLink, views_context
from keyaccount.ui.htmx import is_part

PLACE = "pipeline"


def asked_of(request: HttpRequest) -> Asked:
    return read(request.GET.dict(), viewer=viewer(request), today=today_of(request))


def asked_on_page(request: HttpRequest) -> Asked:
    """What the page asks for from which an act was made: htmx names its address. Only its filters are read."""
    address = request.headers.get("HX-Current-URL", "")
    return read(dict(parse_qsl(urlsplit(address).query)), viewer=viewer(request), today=today_of(request))


def answer(
    request: HttpRequest, asked: Asked, view: str, context: Mapping[str, Any], *, status: int = 200, **bar: bool
) -> HttpResponse:
    """The view as a page, or for htmx only what stands below the page's head."""
    shared = frame(asked, view, **bar)
    more = {
        "shell": "pipeline/only_content.html" if is_part(request) else "ui/base.html",
        "may_create": viewer(request).role.may_create,
        "day_filters": hidden(asked, "as_of"),
        "now_link": asked.link(as_of=""),
        "clear_link": urlencode({"scope": "company", "pipeline": asked.given["pipeline"]}),
        **saved_views(request, asked, shared["here"]),
    }
    response = render(request, f"pipeline/{view}.html", {**shared, **more, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def saved_views(request: HttpRequest, asked: Asked, here: str) -> dict[str, Any]:
    links = []
    for view in views_of(viewer(request), PLACE):
        query = {key: str(text) for key, text in view.query.items()}
        links.append(ViewLink(view, f"{here}?{urlencode(query)}", current=query == asked.parts()))
    return views_context(request, PLACE, links)
