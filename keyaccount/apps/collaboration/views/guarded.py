"""Content that people brought, on its way to a browser: never a page, never a script, never of this site."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, HttpResponse


def guarded(answer: FileResponse) -> HttpResponse:
    """No type is guessed, nothing in it may run or load, no page may frame it, nobody between keeps it."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)
