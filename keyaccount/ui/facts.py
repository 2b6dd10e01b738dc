"""A fact, said to the person who asked: a small page of its own, or a part beside what htmx asked from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keyaccount.ui.htmx import is_part


def fact_page(request: HttpRequest, text: str, status: int = 422) -> HttpResponse:
    """422 is swapped in by htmx; a whole page answers 400, as any request that cannot be understood."""
    if is_part(request):
        return render(request, "ui/parts/error.html", {"what": text}, status=status)
    return render(request, "ui/fact.html", {"what": text}, status=400)
