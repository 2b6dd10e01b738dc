"""The drawer behind every number: how it came about, and how it stood in the weeks before."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
        compared_with=_week_before(key, figure),
        only=words_of(figure.question),
    )
    return render(request, "ui/explain.html", shown)


@require_safe
@page
def history(request: HttpRequest, key: str) -> HttpResponse:
    """The figure's last eight weeks, each asked as of its own day with the same period."""
    now = figures.compute(key, _question(request))
    days = [now.question.as_of - WEEK * back for back in reversed(range(1, WEEKS))]
    values = [figures.compute(key, now.question.at(day)).value for day in days]
    return render(request, "insights/history.html", {"fig": now, "values": [*values, now.value], "since": days[0]})


def _question(request: HttpRequest) -> Question:
    return question_from(request.GET.dict(), viewer=viewer(request), today=today_of(request))


def _query(request: HttpRequest) -> str:
    return request.GET.urlencode()


def _week_before(key: str, figure: Figure) -> Figure | None:
    if figure.unit is Unit.TABLE:
        return None
    return figures.compute(key, figure.question.at(figure.question.as_of - WEEK))


def _list_url(figure: Figure) -> str:
    """Where the same rows stand as a list; nothing where the figure's rows are no deals."""
    query = figure.rows.list_query
    return f"{reverse('pipeline:table')}?{urlencode(query)}" if query else ""
