"""Saying no: problem documents (RFC 9457) for facts, wrong input, limits and faults."""

from __future__ import annotations

import logging
import math
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic_core import to_json

from keyaccount.apps.accounts.feeds.refusals import NotAnAddress, NotPublic
from keyaccount.apps.collaboration.content.refusals import AttachmentTooLarge, FileNotTaken
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.kernel.errors import Clash, Conflict, Fact, Invalid, NotAllowed, NotFound, Undefined
from keyaccount.surfaces.api.messages import field_error
from keyaccount.surfaces.api.throttle import TooManyRequests
from keyaccount.surfaces.exchange.reading.facts import FileTooLarge, UnreadableFile
from keyaccount.surfaces.exchange.services.starting import (
    ColumnsMissing,
    DateFormatNeeded,
    NothingToImport,
    NotRecognised,
    TooManyFiles,
    UnknownPreset,
)

MEDIA_TYPE = "application/problem+json"
TO_MEND: tuple[type[Fact], ...] = (
    UnreadableFile,
    UnknownPreset,
    NothingToImport,
    TooManyFiles,
    DateFormatNeeded,
    NotRecognised,
    ColumnsMissing,
    NotAnAddress,
    NotPublic,
)  # what is wrong with the files of an import or the address of a feed, for whoever brought them to mend
STATUS: tuple[tuple[type[Fact], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Invalid, 422),
    (Undefined, 422),
    (FileTooLarge, 413),
    (AttachmentTooLarge, 413),
    (FileNotTaken, 422),
    *((fact, 422) for fact in TO_MEND),
)  # any other fact says how things stand: 409

log = logging.getLogger(__name__)


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """`code` is stable and names the kind of problem; `detail` is a sentence for people, in the caller's language."""
    document = {
        "type": f"{reverse('api:docs')}#problem-{code}",
        "code": code,
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        **more,
    }
    return HttpResponse(to_json(document), content_type=MEDIA_TYPE, status=status)


def of_fact(request: HttpRequest, fact: Fact) -> HttpResponse:
    more: dict[str, Any] = dict(getattr(fact, "more", {}))
    if about := {name: value for name, value in fact.params.items() if isinstance(value, str | int)}:
        more["about"] = about
    if isinstance(fact, Invalid) and fact.fields:
        more["errors"] = field_errors(fact.fields, getattr(fact, "place", "body"))
    if isinstance(fact, Conflict):
        more["clashes"] = [_clash(clash) for clash in fact.clashes]
    return problem(status_of(request, fact), fact.code, fact.text(_), **more)


def status_of(request: HttpRequest, fact: Fact) -> int:
    if isinstance(fact, Conflict) and "If-Match" in request.headers:
        return 412
    return next((status for kind, status in STATUS if isinstance(fact, kind)), 409)


def field_errors(fields: Mapping[str, str], place: str = "body") -> list[dict[str, str]]:
    return [{"in": place, "field": _path(name), "message": message} for name, message in fields.items()]


def _path(name: str) -> str:
    """Where it stands in what was sent."""
    if name.startswith(PREFIX):
        return f"custom.{name.removeprefix(PREFIX)}"
    return "" if name == "__all__" else name


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "field": _path(clash.field),
        "yours": _plain(clash.yours),
        "theirs": _plain(clash.theirs),
        "who": clash.who,
        "at": clash.at,
    }


def _plain(value: Any) -> Any:
    return {"id": value.pk, "name": str(value)} if hasattr(value, "pk") else value


def of_input(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    found = [field_error(error) for error in errors]
    return problem(422, "invalid", _("Some of what you sent cannot be accepted. Nothing was changed."), errors=found)


def too_many(limit: TooManyRequests) -> HttpResponse:
    detail = _("More than %(most)d requests in %(seconds)d seconds. Wait %(wait)d seconds.") % {
        "most": limit.rate.most,
        "seconds": limit.rate.seconds,
        "wait": limit.wait,
    }
    response = problem(429, "too_many_requests", detail)
    response["Retry-After"] = str(math.ceil(limit.wait))
    return response


def of_http(error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        detail = _("Sign in, or send an access token that is valid: Authorization: Bearer ka_…")
        response = problem(401, "not_authenticated", detail)
        response["WWW-Authenticate"] = 'Bearer realm="KeyAccount"'
        return response
    if error.status_code == 400:
        return problem(400, "unreadable", _("The body cannot be read as JSON."))
    return problem(error.status_code, "refused", str(error))


def missing() -> HttpResponse:
    return problem(404, "not_found", _("There is nothing at this address."))


def not_this_method(allowed: str) -> HttpResponse:
    response = problem(405, "method_not_allowed", _("This address answers %(methods)s.") % {"methods": allowed})
    response["Allow"] = allowed
    return response


def too_big() -> HttpResponse:
    return problem(413, "too_big", _("The body is too big. Send fewer items at a time, or import a file."))


def lost_race() -> HttpResponse:
    detail = _("Another record with the same unique value was written at the same moment. Read again, then repeat.")
    return problem(409, "written_meanwhile", detail)


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("database busy or away in %s %s", request.method, request.path, exc_info=error)
    response = problem(503, "busy", _("The database is busy. Nothing was changed; send the request again."))
    response["Retry-After"] = "1"
    return response


def fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """What went wrong goes to the log under a reference; the caller gets the reference and no more."""
    reference = secrets.token_hex(4)
    log.error("api fault %s in %s %s", reference, request.method, request.path, exc_info=error)
    detail = _(
        "Something went wrong on our side. Nothing was changed. Give reference %(reference)s to your administrator."
    )
    return problem(500, "fault", detail % {"reference": reference}, reference=reference)


def handle_on(api: NinjaAPI) -> None:
    """Answer every exception of every operation with a problem document."""
    api.exception_handler(Fact)(of_fact)
    api.exception_handler(ValidationError)(lambda request, error: of_input(error.errors))
    api.exception_handler(TooManyRequests)(lambda request, error: too_many(error))
    api.exception_handler(HttpError)(lambda request, error: of_http(error))
    api.exception_handler(Http404)(lambda request, error: missing())
    api.exception_handler(RequestDataTooBig)(lambda request, error: too_big())
    api.exception_handler(MultiPartParserError)(lambda request, error: of_http(HttpError(400, "")))
    api.exception_handler(SuspiciousOperation)(lambda request, error: of_http(HttpError(400, "")))
    api.exception_handler(IntegrityError)(lambda request, error: lost_race())
    api.exception_handler(OperationalError)(busy)
    api.exception_handler(Exception)(fault)
