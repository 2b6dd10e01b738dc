"""The command bar: any record, any place, any act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.views.edge import page
from keyaccount.surfaces.web.finding import found
from keyaccount.ui.htmx import render_part

LONGEST = 100


@require_safe
@page
def search(request: HttpRequest) -> HttpResponse:
    """Options for the bar; opened by itself, a page with the same."""
    text = request.GET.get("q", "")[:LONGEST]
    return render_part(request, "web/search.html", {"groups": found(request, text), "text": text}, part="found")
