"""Signing in: people are invited by an administrator, there is no open sign-up, and one lock counts wrong passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from keyaccount.apps.workspace.models import User


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, in the database and so over all processes, and only once."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The lock counts by user name: someone who writes their e-mail address is counted under their own name."""
        written = credentials.get("username") or credentials.get("email") or ""
        return super().authenticate(request, **{**credentials, "username": known_as(written)})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The pages speak the language the person chose, also on a device where they sign in for the first time."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            remember_language(response, user.language)
        return response


def remember_language(response: HttpResponse, language: str) -> None:
    """As the switch in the top bar does it."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax")


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """Whoever is signed in comes with their role and team: every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        user: User | None = User.objects.select_related("role", "team").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def known_as(written: str) -> str:
    """The user name of whoever is meant by what was written; the text itself, folded, when nobody is."""
    text = written.strip().lower()
    names = User.objects.people().values_list("username", flat=True)
    return names.filter(username__iexact=text).first() or names.filter(email__iexact=text).first() or text
