"""Users and teams: only an administrator adds and changes them, and the last administrator stays one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Team, User
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Fact, Invalid, NotFound

USER_FIELDS = ("name", "name_latin", "email", "role", "team", "language", "is_active")
TEAM_FIELDS = ("name", "parent", "region")


class LastAdministrator(Fact):
    message = _("“%(name)s” is the last administrator who can sign in. Make someone else administrator first.")


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
def change_user(*, user_id: int, values: Mapping[str, Any], act: Act) -> User:
    access.administrator(act)
    user = _locked_user(user_id)
    was_administrator = _administers(user)
    changes = _changes(user, values)
    if not changes:
        return user
    _check(user)
    user.save(update_fields=list(changes))
    if was_administrator and not _administers(user):
        _refuse_if_last(user)
    audit.record(act, user, AuditAction.CHANGED, changes)
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
def add_team(*, name: str, parent: Team | None = None, region: str = "", act: Act) -> Team:
    access.administrator(act)
    team = Team(name=name.strip(), parent=parent, region=region)
    _check(team)
    team.save(force_insert=True)
    team.path = _path(team)
    team.save(update_fields=["path"])
    audit.record(act, team, AuditAction.CREATED)
    return team


@transaction.atomic
def change_team(*, team_id: int, values: Mapping[str, Any], act: Act) -> Team:
    """Rename a team or hang it elsewhere in the tree, with all teams below it."""
    access.administrator(act)
    team = Team.objects.select_for_update(of=("self",)).filter(pk=team_id).first()
    if team is None:
        raise NotFound
    changes = _changes(team, values)
    if not changes:
        return team
    if team.parent is not None and team.parent.path.startswith(team.path):
        raise Invalid(fields={"parent": str(_("A team cannot be part of itself or of a team below it."))})
    _check(team)
    team.save(update_fields=list(changes))
    _move(team)
    audit.record(act, team, AuditAction.CHANGED, changes)
    return team


def _path(team: Team) -> str:
    return f"{team.parent.path if team.parent else '/'}{team.pk}/"


def _move(team: Team) -> None:
    """Write the new path of the team and of all below it."""
    before, after = team.path, _path(team)
    for below in Team.objects.filter(path__startswith=before):
        below.path = after + below.path.removeprefix(before)
        below.save(update_fields=["path"])


def _changes(record: User | Team, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set the values that differ; {field: (from, to)}."""
    changes = {name: (getattr(record, name), value) for name, value in values.items()}
    changes = {name: (before, after) for name, (before, after) in changes.items() if before != after}
    for name, (_before, after) in changes.items():
        setattr(record, name, after)
    return changes


def _locked_user(user_id: int) -> User:
    people = User.objects.people().select_for_update(of=("self",)).select_related("role")
    user: User | None = people.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def _administers(user: User) -> bool:
    return user.is_active and user.role.may_administer


def _refuse_if_last(user: User) -> None:
    if not User.objects.people().filter(is_active=True, role__may_administer=True).exists():
        raise LastAdministrator(name=user.display_name)


def _hashed(password: str | None, user: User) -> str:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid(fields={"password": " ".join(error.messages)}) from error
    return make_password(password)


def _check(record: User | Team) -> None:
    """Raise Invalid with what to do per field."""
    try:
        record.full_clean(exclude=["joined_at", "password", "path"])
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
