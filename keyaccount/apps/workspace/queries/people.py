"""People as an administrator looks for them, and how one of them signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum

from keyaccount.apps.workspace.models import AccessToken, Team, User
from keyaccount.apps.workspace.searching import search_text


@dataclass(frozen=True, slots=True)
class Asked:
    """words: of the name, pinyin and initials too; active: "" for everybody, "1" who may sign in, "0" who may not."""

    words: str = ""
    role: str = ""
    team: str = ""
    active: str = ""

    @classmethod
    def from_link(cls, given: Mapping[str, str]) -> Asked:
        keys = ("q", "role", "team", "active")
        return cls(*(str(given.get(key, "")).strip() for key in keys))

    @property
    def anything(self) -> bool:
        return any((self.words, self.role, self.team, self.active))


def people_asked(asked: Asked) -> list[User]:
    rows = User.objects.people().select_related("role", "team").order_by("-is_active", "team__path", "name")
    if asked.role:
        rows = rows.filter(role__code=asked.role)
    if asked.team.isdigit():
        rows = rows.filter(team__path__startswith=Team.objects.filter(pk=asked.team).values("path")[:1])
    if asked.active in {"0", "1"}:
        rows = rows.filter(is_active=asked.active == "1")
    words = asked.words.lower().split()
    return [person for person in rows if all(word in _text_of(person) for word in words)]


def _text_of(person: User) -> str:
    return f"{search_text(person.name)} {person.name_latin} {person.username} {person.email}".lower()


@dataclass(frozen=True, slots=True)
class SignIn:
    """How someone gets in: second steps they set up, their tokens, and whether wrong passwords have locked them out."""

    last: datetime | None
    has_password: bool
    second_steps: int
    tokens: int
    is_locked: bool


def sign_in_of(person: User) -> SignIn:
    failures = AccessAttempt.objects.filter(username=person.username).aggregate(most=Sum("failures_since_start"))[
        "most"
    ]
    return SignIn(
        last=person.last_login,
        has_password=person.has_usable_password(),
        second_steps=Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        tokens=AccessToken.objects.filter(user=person, revoked_at=None).count(),
        is_locked=(failures or 0) >= settings.AXES_FAILURE_LIMIT,
    )
