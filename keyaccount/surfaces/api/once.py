"""Idempotency-Key: the same request sent twice does its work once and gets the same answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.services.answers import Answer, Claim, claim, give_back, keep
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api.callers import SAFE, user_of

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,100}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

Operation = Callable[..., HttpResponse]


class KeyUnreadable(Invalid):
    message = _("An Idempotency-Key has 1 to 100 visible ASCII characters; a UUID is a good one.")


class NoKeyHere(Invalid):
    message = _("This operation takes no Idempotency-Key: its answer holds a secret, which is not kept.")


def once(operation: Operation) -> Operation:
    """Honour the header in an operation that writes; without it the operation runs as it is."""

    @wraps(operation)
    def run(request: HttpRequest, **values: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method in SAFE:
            return operation(request, **values)
        if getattr(operation, "keeps_no_answer", False):
            raise NoKeyHere
        if not KEY.fullmatch(key):
            raise KeyUnreadable
        claimed = claim(user=user_of(request), key=key, fingerprint=fingerprint(request), now=timezone.now())
        if isinstance(claimed, Answer):
            return _again(claimed)
        return _work(claimed, lambda: operation(request, **values))

    return run


def keeps_no_answer(operation: Operation) -> Operation:
    """Mark an operation whose answer must not be kept."""
    operation.keeps_no_answer = True  # type: ignore[attr-defined]
    return operation


def _work(claimed: Claim, operation: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            response = operation()
            keep(claimed, _answer(response))
    except BaseException:
        give_back(claimed)
        raise
    return response


def _answer(response: HttpResponse) -> Answer:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return Answer(response.status_code, headers, response.content.decode())


def _again(answer: Answer) -> HttpResponse:
    headers = {**answer.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(answer.body, status=answer.status, headers=headers)


def fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and body (or fields and files of a form)."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, texts in sorted(request.POST.lists()):
        found.update(repr((name, texts)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()
