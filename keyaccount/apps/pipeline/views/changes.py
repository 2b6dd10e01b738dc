"""What changed between two days: the page, and the next lines of one of its groups."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.figures.changes import KINDS
from keyaccount.apps.pipeline.tables.changes import changes_page, more_lines
from keyaccount.apps.pipeline.tables.filters import hidden
from keyaccount.apps.pipeline.views.asking import answer, asked_of
from keyaccount.apps.workspace.views.edge import page


@require_safe
@page
def changes(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    found = changes_page(asked)
    context = {
        "changes": found,
        "own_filters": hidden(asked, "since", "as_of", "idle"),
        "export_place": "figures/pipeline.changes",
        "export": found.figure.question.query_string(asked.workspace.fiscal_year_start),
    }
    return answer(request, asked, "changes", context)


@require_safe
@page
def more_changes(request: HttpRequest, key: str) -> HttpResponse:
    """Further deals of one kind; the address carries what the page was asked for."""
    if key not in KINDS:
        raise Http404
    asked, after = asked_of(request), request.GET.get("after", "")
    group = more_lines(asked, key, int(after) if after.isdecimal() else None)
    return render(request, "pipeline/parts/change_lines.html", {"group": group, "state": asked.link()})
