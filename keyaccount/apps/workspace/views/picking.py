"""Options for a choice among people, as someone types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.queries.choosing import active_people, people_called, people_to_own
from keyaccount.apps.workspace.views.edge import page, viewer

SHOWN = 12


@require_safe
@page
def pick_person(request: HttpRequest) -> HttpResponse:
    """Anyone who may sign in: for an account team, a filter."""
    people = people_called(active_people(), request.GET.get("q", ""), SHOWN)
    return render(request, "workspace/parts/people_options.html", {"people": people})


@require_safe
@page
def pick_owner(request: HttpRequest) -> HttpResponse:
    """Those to whom the reader may give a record."""
    people = people_called(people_to_own(viewer(request)), request.GET.get("q", ""), SHOWN)
    return render(request, "workspace/parts/people_options.html", {"people": people})
