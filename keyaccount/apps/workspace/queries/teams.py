"""The tree of teams as a list from the top down, and roles with how many people have them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.workspace.models import Role, Team


def team_tree() -> list[Team]:
    """Each team below the one it is part of, by name within each; `depth`, `people` and `below` say where it stands."""
    by_parent: dict[int | None, list[Team]] = {}
    teams = Team.objects.annotate(people=Count("members", filter=Q(members__is_active=True)))
    for team in teams.order_by("name"):
        by_parent.setdefault(team.parent_id, []).append(team)
    return _branch(by_parent, None, 0)


def _branch(by_parent: dict[int | None, list[Team]], parent: int | None, depth: int) -> list[Team]:
    found: list[Team] = []
    for team in by_parent.get(parent, []):
        below = _branch(by_parent, team.pk, depth + 1)
        team.depth, team.below = depth, len(below)  # type: ignore[attr-defined]
        found += [team, *below]
    return found


def roles_with_people() -> QuerySet[Role]:
    counted = Count("user", filter=Q(user__is_active=True, user__is_system=False))
    return Role.objects.annotate(people=counted).order_by("pk")
