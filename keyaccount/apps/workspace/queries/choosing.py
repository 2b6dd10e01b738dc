"""People to choose from: who may be given a record, who is found by a few letters."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import fold


def active_people() -> QuerySet[User]:
    people: QuerySet[User] = User.objects.people().filter(is_active=True)
    return people


def people_to_own(user: User) -> QuerySet[User]:
    """Those whom the user may make owner of a record: the people in their charge and their own team."""
    if user.people_in_charge is None:
        return active_people()
    return active_people().filter(Q(pk__in=sorted(user.people_in_charge)) | Q(team=user.team, team__isnull=False))


def people_called(people: QuerySet[User], query: str, limit: int) -> list[User]:
    """By a part of the name in either script, or of the user name. A workspace has hundreds of people, not millions."""
    found = people.select_related("team")
    for word in fold(query).split():
        found = found.filter(Q(name__icontains=word) | Q(name_latin__icontains=word) | Q(username__icontains=word))
    return list(found.order_by("name")[:limit])
