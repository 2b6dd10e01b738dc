"""The views a person finds at a list: their own, and those that others share with them."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.workspace.models import Reach, SavedView, Team, User


def views_of(user: User, place: str) -> QuerySet[SavedView]:
    rows = SavedView.objects.visible_to(user).filter(place=place)
    return rows.select_related("owner", "shared_team").order_by("name", "pk")


def teams_to_share_with(user: User) -> QuerySet[Team]:
    """Who leads a team shares with it and those below; who writes everything, with any; others with none."""
    if user.role.writes == Reach.ALL:
        return Team.objects.all()
    if user.role.writes == Reach.TEAM and user.team is not None:
        return Team.objects.filter(path__startswith=user.team.path)
    return Team.objects.none()


def may_share(user: User) -> bool:
    return user.role.writes == Reach.ALL or (user.role.writes == Reach.TEAM and user.team is not None)
