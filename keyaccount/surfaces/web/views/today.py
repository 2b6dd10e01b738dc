"""The first page: what to do, how the quarter stands, what moved. Its heavier parts are asked for once it stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.queries.next_steps import AHEAD, closing_soon, has_deals
from keyaccount.apps.portfolio.queries.signals import fresh_signals
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Question
from keyaccount.surfaces.web.forms import AsOfForm
from keyaccount.surfaces.web.today import moves, scope, strip
from keyaccount.surfaces.web.today.days import days_coming
from keyaccount.surfaces.web.today.to_do import to_do
from keyaccount.ui import slots
from keyaccount.ui.htmx import render_part


@require_safe
@page
def today(request: HttpRequest) -> HttpResponse:
    question = _question(request)
    context = {
        **_frame(request, question),
        "tiles": strip.tiles(question),
        "to_do": to_do(viewer(request), question.today, request.GET.get("whose", "")),
        "closing": closing_soon(question),
        "days": days_coming(viewer(request), question.today),
        "ahead": AHEAD.days,
        "signals": fresh_signals(viewer(request), question.today),
        "panels": slots.fill("today", request, viewer(request)),
    }
    return render_part(request, "web/today.html", context, part="todo")


@require_safe
@page
def figures(request: HttpRequest) -> HttpResponse:
    """The strip with the week's change and eight weeks, in the place of the one without."""
    question = _question(request)
    context = {"tiles": strip.tiles_with_past(question), "known": True, "currency": workspace().base_currency}
    return render(request, "web/parts/strip.html", context)


@require_safe
@page
def moved(request: HttpRequest) -> HttpResponse:
    question = _question(request)
    context = {
        "moved": moves.moved(question, workspace()),
        "since": question.as_of - moves.WEEK,
        "until": question.as_of,
        "today": question.today,
    }
    return render(request, "web/parts/moved.html", context)


def _question(request: HttpRequest) -> Question:
    """As of today, or of the past day the address names."""
    now, form = today_of(request), AsOfForm(request.GET)
    asked = form.cleaned_data["as_of"] if form.is_valid() else None
    return scope.question_of(viewer(request), workspace(), now, min(asked, now) if asked else now)


def _frame(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What the head of the page says of the day and the quarter."""
    space = workspace()
    period = question.period
    past = {} if question.is_live else {"as_of": question.as_of.isoformat()}
    return {
        "question": question,
        "today": question.today,
        "time": f"{timezone.now().astimezone(space.zone):%H:%M}",
        "quarter": scope.quarter_number(period, space) if period else None,
        "week": period.week_number(question.as_of) if period else None,
        "days_left": period.days_left(question.as_of) if period else None,
        "past_query": f"?{urlencode(past)}" if past else "",
        "as_of_form": AsOfForm(initial={"as_of": question.as_of}),
        "is_new": not has_deals(viewer(request)),
    }
