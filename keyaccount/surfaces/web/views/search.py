"""The command bar: any record, any place, any act."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "web/search.html", {"query": request.GET.get("q", "")})
