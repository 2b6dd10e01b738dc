"""Answering a repeated request with its first answer: whoever sends it twice does the work once.

A key is claimed in a transaction of its own, so that a second request sees it at once; the work and its answer are then
committed together. When the process dies in between, nothing was done, and the claim lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import IdempotentAnswer, User
from keyaccount.kernel.errors import Fact, Invalid

KEPT = timedelta(hours=24)
CLAIM_LAPSES = timedelta(minutes=10)


class KeyUsedOtherwise(Invalid):
    message = _("This Idempotency-Key was used for another request. Use a new key for every new request.")


class StillAtWork(Fact):
    message = _("A request with this Idempotency-Key is still at work. Send it again in a moment.")


class ClaimLost(Fact):
    message = _("This request took so long that it was sent again meanwhile. It changed nothing.")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work of one key; `at` tells it from a later claim of the same key."""

    pk: int
    at: datetime


def claim(*, user: User, key: str, fingerprint: str, now: datetime) -> Claim | Answer:
    """The right to do the work, or the answer it has had. Raises StillAtWork while another request does it."""
    try:
        with transaction.atomic():
            made = IdempotentAnswer.objects.create(user=user, key=key, fingerprint=fingerprint, created_at=now)
    except IntegrityError:
        return _known(user, key, fingerprint, now)
    return Claim(made.pk, now)


def keep(claimed: Claim, answer: Answer) -> None:
    """Keep the answer. Call it in the transaction that did the work."""
    if not _held(claimed).update(status=answer.status, headers=dict(answer.headers), body=answer.body):
        raise ClaimLost


def give_back(claimed: Claim) -> None:
    """The work was refused and changed nothing: the key may be used again."""
    _held(claimed).delete()


def _held(claimed: Claim) -> QuerySet[IdempotentAnswer]:
    return IdempotentAnswer.objects.filter(pk=claimed.pk, created_at=claimed.at, status=None)


def _known(user: User, key: str, fingerprint: str, now: datetime) -> Claim | Answer:
    row = IdempotentAnswer.objects.filter(user=user, key=key).first()
    if row is None:  # given back in this very moment
        raise StillAtWork
    if _is_over(row, now):
        return _taken_over(row, fingerprint, now)
    if row.fingerprint != fingerprint:
        raise KeyUsedOtherwise
    if row.status is None:
        raise StillAtWork
    return Answer(row.status, row.headers, row.body)


def _is_over(row: IdempotentAnswer, now: datetime) -> bool:
    """Whether the answer has been kept long enough, or whoever claimed the key must have died."""
    return row.created_at <= now - (CLAIM_LAPSES if row.status is None else KEPT)


def _taken_over(row: IdempotentAnswer, fingerprint: str, now: datetime) -> Claim:
    same = IdempotentAnswer.objects.filter(pk=row.pk, created_at=row.created_at)
    if not same.update(fingerprint=fingerprint, status=None, headers={}, body="", created_at=now):
        raise StillAtWork
    return Claim(row.pk, now)
