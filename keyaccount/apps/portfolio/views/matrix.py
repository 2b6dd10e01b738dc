"""The matrix of attack and defence, what an imagined place would need, and how accounts moved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from keyaccount.apps.portfolio.tables.matrix import matrix as matrix_of
from keyaccount.apps.portfolio.tables.movement import movement as movement_of
from keyaccount.apps.portfolio.tables.what_if import what_if as imagined
from keyaccount.apps.portfolio.views.asking import day_of, focus_of, link, question_of, whose
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import page
from keyaccount.kernel.errors import Invalid

WHAT_IF = "portfolio/parts/what_if.html"


@require_safe
@page
def matrix(request: HttpRequest) -> HttpResponse:
    question = question_of(request)
    context = {
        "matrix": matrix_of(question, focus_of(request)),
        "whose": whose(request),
        "currency": workspace().base_currency,
        "question": question,
        "today": question.today,
        "now_url": "" if question.is_live else link(request, as_of=""),
    }
    return render(request, "portfolio/matrix.html", context)


@require_safe
@page
def what_if(request: HttpRequest, account_id: int) -> HttpResponse:
    """The panel beside the matrix: what the imagined place means."""
    context: dict[str, Any] = {"currency": workspace().base_currency, "account_id": account_id}
    try:
        context["what"] = imagined(question_of(request), account_id, request.GET.dict())
    except Invalid as invalid:
        context["wrong"] = invalid.text(gettext)
    return render(request, WHAT_IF, context, status=422 if "wrong" in context else 200)


@require_safe
@page
def no_what_if(request: HttpRequest) -> HttpResponse:
    """The panel before anything is imagined."""
    return render(request, WHAT_IF)


@require_safe
@page
def movement(request: HttpRequest) -> HttpResponse:
    """From one day to another, as a part of the matrix's page."""
    question = replace(question_of(request), since=day_of(request, "since"))
    context = {"movement": movement_of(question), "whose": request.GET.get("whose", ""), "today": question.today}
    return render(request, "portfolio/parts/movement.html", context)
