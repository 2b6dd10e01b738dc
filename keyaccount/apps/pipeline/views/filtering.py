"""What opens under a chip of the filter bar."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.forms.filters import FORMS
from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.queries.picking import teams_called
from keyaccount.apps.pipeline.tables.filters import CHOICES, FIELDS, hidden
from keyaccount.apps.pipeline.tables.frame import ICONS
from keyaccount.apps.pipeline.views.asking import asked_of
from keyaccount.apps.workspace.views.edge import page

AT_ONCE = ("whose", "account")  # a choice made in these applies itself


@require_safe
@page
def menu(request: HttpRequest, key: str) -> HttpResponse:
    """The choices of one filter as links, and a small form where choices are many."""
    view = request.GET.get("view", "")
    if key not in CHOICES or view not in ICONS:
        raise Http404
    asked = asked_of(request)
    form = FORMS[key](initial=_set_now(asked, key), auto_id=f"{key}_%s") if key in FORMS else None
    context = {
        "here": reverse(f"pipeline:{view}"),
        "choices": CHOICES[key](asked),
        "form": form,
        "sends": key in AT_ONCE,
        "hidden": hidden(asked, *FIELDS.get(key, ())),
    }
    return render(request, "pipeline/parts/filter_menu.html", context)


def _set_now(asked: Asked, key: str) -> dict[str, Any]:
    """What the form starts with; a choice of one starts empty, since the chip says what is chosen."""
    if key in AT_ONCE:
        return {}
    period = asked.question.period
    days = {"closes_from": period.start, "closes_to": period.end} if period else {}
    return {**asked.given, **days}


@require_safe
@page
def pick_team(request: HttpRequest) -> HttpResponse:
    teams = teams_called(request.GET.get("q", ""))
    return render(request, "pipeline/parts/team_options.html", {"teams": teams})
