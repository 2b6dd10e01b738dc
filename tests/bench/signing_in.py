"""Sessions and tokens made directly, so that no bench measures the password hash."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface, User
from keyaccount.apps.workspace.services import tokens


def cookie(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def bearer(user: User, now: datetime) -> str:
    act = Act(user, now, Surface.SYSTEM)
    _token, secret = tokens.create_token(name="bench", may_write=True, expires_at=None, act=act)
    return f"Bearer {secret}"
