"""The methods: what each says, how right it was, and the job that fits and judges them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.forecast.queries.fitting import newest_fitting
from keyaccount.apps.forecast.services.running import start_backtest
from keyaccount.apps.forecast.tables.methods import methods_page
from keyaccount.apps.forecast.views.asking import answer, asked_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act


@require_safe
@page
def methods(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    context = {
        "page": methods_page(asked.question, asked.workspace.base_currency),
        "may_start": viewer(request).role.may_create and asked.question.is_live,
        **_fitting(request),
    }
    return answer(request, asked, "forecast:methods", "forecast/methods/page.html", context)


@require_POST
@page
def start(request: HttpRequest) -> HttpResponse:
    look = Look(title="", back=reverse("forecast:methods"), said=_("The methods are being fitted in the background."))
    return answer_act(request, lambda: start_backtest(act=act_of(request)), look)


@require_safe
@page
def progress(request: HttpRequest) -> HttpResponse:
    """Asked for again and again while the job runs."""
    return render(request, "forecast/methods/progress.html", {**_fitting(request), "polled": True})


def _fitting(request: HttpRequest) -> dict[str, Any]:
    job = newest_fitting()
    mine = job is not None and (job.owner_id == viewer(request).pk or viewer(request).role.may_administer)
    return {"fitting": job, "may_stop": mine and job is not None and not job.cancel_asked}
