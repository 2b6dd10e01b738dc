"""Who may say a number about whom."""

from __future__ import annotations

from keyaccount.apps.workspace.models import Team, User


def speaks_for(actor: User, person: User) -> bool:
    """Whether the actor may say a number as the person's manager: one leads people, and the person is one of them."""
    if not actor.role.may_set_targets or actor.pk == person.pk:
        return False
    return actor.people_in_charge is None or person.pk in actor.people_in_charge


def may_promise(actor: User, team: Team | None) -> bool:
    """Whoever sells promises for themselves; for a team, whoever leads it or one above it."""
    if team is None:
        return actor.role.may_create
    if not actor.role.may_set_targets:
        return False
    return actor.people_in_charge is None or (actor.team is not None and team.path.startswith(actor.team.path))
