"""Rivals: the register, names in a text, and what an account's team knows of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account, Rival, RivalNote
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotFound

BETWEEN = re.compile(r"([,，、;；/]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text about rivals, with the rival it names, if the register has one of that name."""

    words: str
    rival: Rival | None


def rivals_named(text: str) -> list[Part]:
    """The text in its pieces, nothing lost: joined, their words are the text again."""
    if not text.strip():
        return []
    known = {name: rival for rival in Rival.objects.present() for name in _names(rival)}
    return [Part(words, known.get(words.strip().casefold())) for words in BETWEEN.split(text) if words]


def rival_seen(rival_id: int) -> Rival:
    found: Rival | None = Rival.objects.filter(pk=rival_id).first()
    if found is None:
        raise NotFound
    return found


def notes_seen(user: User) -> QuerySet[RivalNote]:
    return RivalNote.objects.visible_to(user).present().select_related("account", "rival", "author")


def note_seen(user: User, note_id: int) -> RivalNote:
    found: RivalNote | None = notes_seen(user).filter(pk=note_id).first()
    if found is None:
        raise NotFound
    return found


def tends(user: User, account: Account) -> bool:
    return Account.objects.tended_by(user).filter(pk=account.pk).exists()


def _names(rival: Rival) -> Sequence[str]:
    names = [rival.name, *BETWEEN.sub(",", rival.other_names).split(",")]
    return [name.strip().casefold() for name in names if name.strip()]
