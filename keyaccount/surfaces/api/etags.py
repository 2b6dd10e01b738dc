"""ETags: `"7-0c1d2e3f4a5b"` is version 7 of a record and the digest of how it is shown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Invalid

Operation = TypeVar("Operation", bound=Callable[..., HttpResponse])
WRITTEN = re.compile(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]+)?"')


class MatchUnreadable(Invalid):
    message = _('If-Match needs the ETag of a record as it was read, such as "7-0c1d2e3f4a5b".')


def etag_of(version: int, body: bytes) -> str:
    """The digest tells apart what the version cannot: field choice, the reader's rights, names of related records."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:12]}"'


def read_version(request: HttpRequest) -> int | None:
    """The version a writer names in If-Match; None when it names none, or any (`*`)."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = WRITTEN.fullmatch(given)
    if found is None:
        raise MatchUnreadable
    return int(found[1])


def known_to(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match holds this ETag; a weak mark, as compressing proxies put it, does not matter."""
    given = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    return etag in given or given == ["*"]


def not_modified(etag: str) -> HttpResponse:
    return HttpResponse(status=304, headers={"ETag": etag})


def takes_version(operation: Operation) -> Operation:
    """Mark an operation that heeds If-Match, for the OpenAPI document."""
    operation.takes_version = True  # type: ignore[attr-defined]
    return operation
