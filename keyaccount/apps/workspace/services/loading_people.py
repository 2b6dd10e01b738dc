"""Writing users and teams in bulk. Imported people cannot sign in until an administrator gives them a password."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from keyaccount.apps.workspace.models import Role, RoleCode, Team, User
from keyaccount.apps.workspace.services.loading import Load, Outcome, Row, Spec, load_records, only_once


def load_people(rows: Sequence[Row], load: Load) -> list[Outcome]:
    role = Role.objects.get(code=RoleCode.KEY_ACCOUNT_MANAGER)
    for row in rows:
        row.defaults = {"role_id": role.pk, "password": make_password(None), **row.defaults}
    once = only_once(User, "username", rows, load)
    spec = Spec(User, may_write=_administers, refusal=once, known_by=("username",))
    return load_records(spec, rows, load)


def load_teams(rows: Sequence[Row], load: Load) -> list[Outcome]:
    """New teams stand at the top of the tree."""
    spec = Spec(Team, computed=lambda values: {"path": f"/{values['id']}/"}, may_write=_administers)
    return load_records(spec, rows, load)


def _administers(user: User) -> bool:
    return user.role.may_administer
