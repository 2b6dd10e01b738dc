"""Access tokens: whose a secret is, and which ones a person has."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from keyaccount.apps.workspace.models import AccessToken, User


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is 256 random bits, so one round of SHA-256 cannot be turned back by guessing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str, now: datetime) -> AccessToken | None:
    """The token with that secret, with its user, role and team; None when it is unknown, revoked or has expired, or
    when its user may not sign in."""
    return (
        AccessToken.objects.filter(_usable(now), digest=digest_of(secret), user__is_active=True, user__is_system=False)
        .select_related("user__role", "user__team")
        .first()
    )


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """One's tokens that were not revoked, expired ones too; newest first."""
    return AccessToken.objects.filter(user=user, revoked_at=None)


def usable_tokens_of(user: User, now: datetime) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(_usable(now), user=user)


def _usable(now: datetime) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
