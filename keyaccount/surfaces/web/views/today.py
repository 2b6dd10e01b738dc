"""The first page: what to do today, and what moved."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.views.edge import today_of


@require_safe
@login_required
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "web/today.html", {"today": today_of(request)})
