"""The tree of teams: only an administrator changes it; a team is removed only when nothing and nobody names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Team
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound

TEAM_FIELDS = ("name", "parent", "region")


class TeamNotEmpty(Fact):
    message = _("“%(name)s” still has people or teams below it. Move them first.")


class TeamInUse(Fact):
    message = _("Deals, orders or targets name “%(name)s”, past ones too, so it stays. Rename it if it has a new name.")


@transaction.atomic
def add_team(*, name: str, parent: Team | None = None, region: str = "", act: Act) -> Team:
    access.administrator(act)
    team = Team(name=name.strip(), parent=parent, region=region)
    revising.check(team)
    team.save(force_insert=True)
    team.path = _path(team)
    team.save(update_fields=["path"])
    audit.record(act, team, AuditAction.CREATED)
    return team


@transaction.atomic
def change_team(*, team_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> Team:
    """Rename a team or hang it elsewhere in the tree, with all teams below it."""
    access.administrator(act)
    team = _locked(team_id)
    changes = revising.assign(team, values, seen)
    if not changes:
        return team
    if team.parent is not None and team.parent.path.startswith(team.path):
        raise Invalid(fields={"parent": str(_("A team cannot be part of itself or of a team below it."))})
    revising.check(team)
    revising.write(team, changes, act)
    _move(team)
    return team


@transaction.atomic
def remove_team(*, team_id: int, act: Act) -> None:
    access.administrator(act)
    team = _locked(team_id)
    if team.members.exists() or team.children.exists():
        raise TeamNotEmpty(name=team.name)
    audit.record(act, team, AuditAction.REMOVED)
    try:
        team.delete()
    except ProtectedError as error:
        raise TeamInUse(name=team.name) from error


def _locked(team_id: int) -> Team:
    team = Team.objects.select_for_update(of=("self",)).select_related("parent").filter(pk=team_id).first()
    if team is None:
        raise NotFound
    return team


def _path(team: Team) -> str:
    return f"{team.parent.path if team.parent else '/'}{team.pk}/"


def _move(team: Team) -> None:
    """Write the new path of the team and of all below it."""
    before, after = team.path, _path(team)
    if before == after:
        return
    for below in Team.objects.filter(path__startswith=before):
        below.path = after + below.path.removeprefix(before)
        below.save(update_fields=["path"])
