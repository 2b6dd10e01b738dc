"""Accounts and revenue by province."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.portfolio.tables.provinces import provinces as provinces_of
from keyaccount.apps.portfolio.views.asking import link, question_of, whose
from keyaccount.apps.workspace.views.edge import page


@require_safe
@page
def provinces(request: HttpRequest) -> HttpResponse:
    question = question_of(request)
    context = {
        "provinces": provinces_of(question),
        "whose": whose(request),
        "question": question,
        "today": question.today,
        "now_url": "" if question.is_live else link(request, as_of=""),
    }
    return render(request, "portfolio/provinces.html", context)
