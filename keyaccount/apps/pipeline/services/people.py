"""Moving a person to another team: what they are working on goes along, what is closed stays where it was."""

from __future__ import annotations

from django.db import transaction

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.services.rewriting import rewrite_opportunities, rewrite_states, states_of
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.services import people


@transaction.atomic
def move_person(*, user_id: int, team: Team | None, act: Act, seen: int | None = None) -> User:
    """The person's open deals count for the new team from now on; past days still count them for the old one."""
    user = people.change_user(user_id=user_id, values={"team": team}, act=act, seen=seen)
    theirs = Opportunity.objects.open().filter(owner=user).exclude(team=team)
    moved = rewrite_opportunities(theirs, "team", team, act)
    for states in states_of(moved):
        rewrite_states(states, {"team": team}, act)
    return user
