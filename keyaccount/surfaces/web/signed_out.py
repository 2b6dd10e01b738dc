"""Someone signed out in another tab asks for a part of a page: sign-in must not appear inside the page's panel."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from keyaccount.ui.htmx import is_part


class WholePageToSignIn:
    """Sends the browser, not the part, to sign-in, and back to the page it stood on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 302 or not is_part(request):
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        if not response["Location"].startswith(sign_in):
            return response
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = f"{page.path}?{page.query}" if page.query else page.path
        return HttpResponse(status=204, headers={"HX-Redirect": f"{sign_in}?{urlencode({'next': back or '/'})}"})
