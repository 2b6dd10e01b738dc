"""The drawer behind every number: how it came about, and how it stood in the weeks before."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.insights.tables import words_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Figure, Question, Unit
from keyaccount.ui import explain as drawer
from keyaccount.ui.htmx import is_part

WEEK = timedelta(days=7)
WEEKS = 8


@require_safe
@page
def explain(request: HttpRequest, key: str) -> HttpResponse:
    """The drawer's content; an address opened by itself opens it over the overview."""
    if not is_part(request):
        return redirect(f"{reverse('insights:overview')}?{urlencode({'explain': request.get_full_path()})}")
    figure = figures.compute(key, _question(request))
    history_url = "" if figure.unit is Unit.TABLE else f"{reverse('insights:history', args=[key])}?{_query(request)}"
    shown = drawer.context(
        figure,
        list_url=_list_url(figure),
        history_url=history_url,
        only=words_of(figure.question),
        mends=_mends(request),
    )
    return render(request, "ui/explain.html", {**shown, "export_url": _export_url(request, figure)})


@require_safe
@page
def history(request: HttpRequest, key: str) -> HttpResponse:
    """The figure's last eight weeks, each asked as of its own day with the same period, and what the last week changed.

    Past days take longer to ask than today, so the drawer does not wait for them.
    """
    now = figures.compute(key, _question(request))
    if now.unit is Unit.TABLE:
        raise Http404
    days = [now.question.as_of - WEEK * back for back in reversed(range(1, WEEKS))]
    past = [figures.compute(key, now.question.at(day)) for day in days]
    shown = {
        "fig": now,
        "values": [*(figure.value for figure in past), now.value],
        "since": days[0],
        "change": drawer.change_of(now, past[-1]),
    }
    return render(request, "insights/history.html", shown)


def _question(request: HttpRequest) -> Question:
    return question_from(request.GET.dict(), viewer=viewer(request), today=today_of(request))


def _query(request: HttpRequest) -> str:
    return request.GET.urlencode()


def _mends(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """Where what is missing can be set, for those who may."""
    if not viewer(request).role.may_set_targets:
        return {}
    return {"no_target": (reverse("pipeline:targets"), gettext("Set a target"))}


def _list_url(figure: Figure) -> str:
    """Where the same rows stand as a list; nothing where the figure's rows are no deals."""
    query = figure.rows.list_query
    return f"{reverse('pipeline:table')}?{urlencode(query)}" if query else ""


def _export_url(request: HttpRequest, figure: Figure) -> str:
    """The same rows as a file, for those who may take them along."""
    if not figure.rows.list_query or not viewer(request).role.may_export:
        return ""
    return f"/exports/opportunities.csv?{urlencode(figure.rows.list_query)}"
