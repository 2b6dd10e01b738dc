"""Page or part: one view and one template serve both a whole page and the piece htmx asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def is_part(request: HttpRequest) -> bool:
    """Asked by htmx for a piece of a page (not for a whole page by boost or from its history)."""
    whole = {"HX-Boosted", "HX-History-Restore-Request"}
    return request.headers.get("HX-Request") == "true" and not any(name in request.headers for name in whole)


def render_part(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, part: str = "", status: int = 200
) -> HttpResponse:
    """The whole template, or for htmx only its {% partialdef part %}."""
    name = f"{template}#{part}" if part and is_part(request) else template
    response = render(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another page, whoever asked; to another place of the same page by loading it again."""
    if not is_part(request):
        return HttpResponseRedirect(url)
    if _is_place_of_page(url, request.headers.get("HX-Current-URL", "")):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def _is_place_of_page(url: str, here: str) -> bool:
    """Whether only the fragment differs: a browser that is sent there would scroll and load nothing."""
    wanted, page = urlsplit(url), urlsplit(here)
    return bool(wanted.fragment) and (wanted.path, wanted.query) == (page.path, page.query)


def refresh(request: HttpRequest, url: str) -> HttpResponse:
    """Show the same page again with what has changed."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"}) if is_part(request) else HttpResponseRedirect(url)


def trigger(response: HttpResponse, **events: Any) -> HttpResponse:
    """Let the page know: trigger(response, **{"ka:saved": {"id": 4}}) fires that event on the element that asked."""
    given = json.loads(response.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**given, **events})
    return response


def toast(response: HttpResponse, text: str, *, undo_url: str = "", undo_word: str = "") -> HttpResponse:
    """A passing word on top of a change the page already shows; never the only sign of it."""
    return trigger(response, **{"ka:toast": {"text": str(text), "undoUrl": undo_url, "undoWord": str(undo_word)}})


def into(response: HttpResponse, target: str, swap: str = "innerHTML") -> HttpResponse:
    """Put the answer elsewhere than where it was asked for: a form into the dialog, an error beside the field."""
    response["HX-Retarget"] = target
    response["HX-Reswap"] = swap
    return response
