"""Who calls: a person by an access token, or by the session of a signed-in browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AccessToken, Surface, User
from keyaccount.apps.workspace.queries.tokens import token_of
from keyaccount.apps.workspace.services.tokens import note_use
from keyaccount.kernel.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenMayNotWrite(NotAllowed):
    message = _("This token may only read. Make one that may write in your settings.")


class CsrfTokenMissing(NotAllowed):
    message = _("A write from a browser session needs the header X-CSRFToken with the value of the csrftoken cookie.")


class SessionNeeded(NotAllowed):
    message = _("Only someone who signed in may do this; an access token may not.")


@dataclass(frozen=True, slots=True)
class Caller:
    user: User
    token: AccessToken | None = None


class AccessTokenAuth(HttpBearer):
    """`Authorization: Bearer ka_…`. A header that is there but wrong ends the request: no other way in is tried."""

    openapi_description = "A personal access token, made in the settings of its owner."

    def __call__(self, request: HttpRequest) -> Caller | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationError
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        now = timezone.now()
        found = token_of(token, now)
        if found is None:
            raise AuthenticationError
        if request.method not in SAFE and not found.may_write:
            raise TokenMayNotWrite
        note_use(found, now)
        return Caller(found.user, found)


class SessionAuth(APIKeyCookie):
    """The session cookie of the web pages; what changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of a signed-in browser; unsafe methods also need the header X-CSRFToken."

    def __call__(self, request: HttpRequest) -> Caller | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise CsrfTokenMissing
        return Caller(request.user)


def caller_of(request: HttpRequest) -> Caller:
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return caller_of(request).user


def act_of(request: HttpRequest) -> Act:
    """The caller acting now."""
    return Act(actor=user_of(request), now=timezone.now(), surface=Surface.API)


def session_only(request: HttpRequest) -> None:
    if caller_of(request).token is not None:
        raise SessionNeeded
