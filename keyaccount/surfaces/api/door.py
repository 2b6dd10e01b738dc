"""What stands before every operation: methods it does not have, HEAD, limits, and how long answers may be kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers

from keyaccount.figures import memo
from keyaccount.surfaces.api import problems
from keyaccount.surfaces.api.throttle import TooManyRequests

View = Callable[..., HttpResponse]


def behind_door(pattern: URLPattern) -> URLPattern:
    pattern.callback = door(pattern.callback)
    return pattern


def door(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        try:
            with memo.remembering() if request.method == "GET" else nullcontext():
                response = view(request, *args, **values)
        except TooManyRequests as limit:
            response = problems.too_many(limit)
        if response.status_code == 405:
            response = _other_methods(request, response)
        return _for_the_caller_only(_without_body(response) if head else response)

    return answer


def _other_methods(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    methods = set(response["Allow"].split(", ")) | {"OPTIONS"}
    allowed = ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    return problems.not_this_method(allowed)


def _without_body(response: HttpResponse) -> HttpResponse:
    if response.streaming:
        return HttpResponse(status=response.status_code, headers=dict(response.items()))
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


def _for_the_caller_only(response: HttpResponse) -> HttpResponse:
    """Browsers may keep an answer but must ask again whether it still holds; nobody between may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ["Authorization"])
    return response
