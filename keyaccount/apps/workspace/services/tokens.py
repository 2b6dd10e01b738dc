"""Making and revoking personal access tokens, and noting that one was used."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AccessToken, AuditAction
from keyaccount.apps.workspace.queries.tokens import digest_of, usable_tokens_of
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

MARK = "ka_"  # lets people and secret scanners know one of our tokens when they see it
SHOWN = 11  # how much of the secret tells tokens apart in a list
MOST = 50
USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def create_token(*, name: str, may_write: bool, expires_at: datetime | None, act: Act) -> tuple[AccessToken, str]:
    """A token for oneself, and its secret: it is not kept, so this is the only time anybody sees it."""
    _check(name, expires_at, act)
    secret = MARK + secrets.token_urlsafe(32)
    token = AccessToken(
        user=act.actor,
        name=name.strip(),
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        may_write=may_write,
        created_at=act.now,
        expires_at=expires_at,
    )
    token.save(force_insert=True)
    audit.record(act, token, AuditAction.CREATED)
    return token, secret


def _check(name: str, expires_at: datetime | None, act: Act) -> None:
    if not act.actor.is_active or act.actor.is_system:
        raise NotAllowed
    if not 0 < len(name.strip()) <= 80:
        raise Invalid(fields={"name": str(_("Give the token a name of at most 80 characters."))})
    if expires_at is not None and expires_at <= act.now:
        raise Invalid(fields={"expires_at": str(_("Choose a time that is still to come."))})
    if usable_tokens_of(act.actor, act.now).count() >= MOST:
        raise Invalid(_("You have %(most)d tokens. Revoke one that you no longer need."), most=MOST)


@transaction.atomic
def revoke_token(*, token_id: int, act: Act) -> AccessToken:
    """End a token at once: one's own, or anyone's for an administrator. Revoking it twice is no error."""
    tokens = AccessToken.objects.select_for_update(of=("self",))
    if not act.actor.role.may_administer:
        tokens = tokens.filter(user=act.actor)
    token = tokens.filter(pk=token_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = act.now
        token.save(update_fields=["revoked_at"])
        audit.record(act, token, AuditAction.REMOVED)
    return token


def note_use(token: AccessToken, now: datetime) -> None:
    """Keep when the token was last used, to the hour, so that reading does not write on every request."""
    before = now - USE_IS_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= before:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
        AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
