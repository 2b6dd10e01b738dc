"""Users: only an administrator adds and changes them, and the last administrator stays one.

A person's deals know their team, so whoever moves a person to another one calls `pipeline.services.people.move_person`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset as lift_locks
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, User
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.apps.workspace.services.teams import add_team, change_team
from keyaccount.kernel.errors import Fact, Invalid, NotFound

__all__ = [
    "USER_FIELDS",
    "LastAdministrator",
    "MayNotSignIn",
    "add_team",
    "add_user",
    "change_team",
    "change_user",
    "forget_second_step",
    "invite",
    "lift_lock",
    "refuse_without_administrator",
    "set_password",
]

USER_FIELDS = ("name", "name_latin", "email", "role", "team", "language", "is_active")


class LastAdministrator(Fact):
    message = _("“%(name)s” is the last administrator who can sign in. Make someone else administrator first.")


class MayNotSignIn(Fact):
    message = _("“%(name)s” may not sign in. Allow that first, then make the link.")


@transaction.atomic
def add_user(*, username: str, values: Mapping[str, Any], password: str | None, act: Act) -> User:
    """A new person; without a password they cannot sign in until one is set."""
    access.administrator(act)
    user = User(**{"name": username, **values}, username=username.strip().lower(), joined_at=act.now)
    user.password = _hashed(password, user)
    _check(user)
    user.save(force_insert=True)
    audit.record(act, user, AuditAction.CREATED)
    return user


@transaction.atomic
def change_user(*, user_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> User:
    """Change the given fields. `seen`: what the writer read (see `revising`)."""
    access.administrator(act)
    user = _locked_user(user_id)
    was_administrator = _administers(user)
    changes = revising.assign(user, values, seen)
    if not changes:
        return user
    _check(user)
    revising.write(user, changes, act)
    if was_administrator:
        refuse_without_administrator(user.display_name)
    return user


@transaction.atomic
def set_password(*, user_id: int, password: str, act: Act) -> User:
    """By an administrator, or by the person themselves."""
    if act.actor.pk != user_id:
        access.administrator(act)
    user = _locked_user(user_id)
    user.password = _hashed(password, user)
    user.save(update_fields=["password"])
    audit.record(act, user, AuditAction.CHANGED, {"password": (None, None)})
    return user


@transaction.atomic
def invite(*, user_id: int, act: Act) -> User:
    """Note that a link was handed out with which the person sets a password; the edge makes the link."""
    access.administrator(act)
    user = _locked_user(user_id)
    if not user.is_active:
        raise MayNotSignIn(name=user.display_name)
    audit.record(act, user, AuditAction.CHANGED, {"password_link": (None, None)})
    return user


@transaction.atomic
def forget_second_step(*, user_id: int, act: Act) -> User:
    """For someone who lost their phone: authenticator app, passkeys and recovery codes go, the password stays."""
    access.administrator(act)
    user = _locked_user(user_id)
    gone, _kinds = Authenticator.objects.filter(user=user).delete()
    if gone:
        audit.record(act, user, AuditAction.CHANGED, {"second_step": (None, None)})
    return user


@transaction.atomic
def lift_lock(*, user_id: int, act: Act) -> User:
    """Let someone try again at once who has typed too many wrong passwords."""
    access.administrator(act)
    user = _locked_user(user_id)
    if lift_locks(username=user.username):
        audit.record(act, user, AuditAction.CHANGED, {"sign_in_lock": (None, None)})
    return user


def refuse_without_administrator(name: str) -> None:
    """Raise when nobody is left who may sign in and administer."""
    if not User.objects.people().filter(is_active=True, role__may_administer=True).exists():
        raise LastAdministrator(name=name)


def _locked_user(user_id: int) -> User:
    people = User.objects.people().select_for_update(of=("self",)).select_related("role")
    user: User | None = people.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def _administers(user: User) -> bool:
    return user.is_active and user.role.may_administer


def _hashed(password: str | None, user: User) -> str:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid(fields={"password": " ".join(error.messages)}) from error
    return make_password(password)


def _check(user: User) -> None:
    revising.check(user, exclude=["password"])
