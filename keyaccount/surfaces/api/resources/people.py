"""Users and teams of the workspace; everyone who signs in may know them, to name an owner."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.workspace.models import Team, User
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids
from keyaccount.surfaces.api.lists.teams import within
from keyaccount.surfaces.api.records import shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.workspace import TeamOut, TeamsAsked, UserOut, UsersAsked
from keyaccount.surfaces.api.shapes import Part, Shape

users = Router(tags=["People"])
teams = Router(tags=["People"])

USER: Shape[User] = Shape(
    UserOut, {"role": Part(lambda user: user.role.code, ("role",)), "team": shapes.related("team")}
)
TEAM: Shape[Team] = Shape(TeamOut, {"parent": shapes.related("parent")})
USERS: Listing[User] = Listing(
    USER,
    UsersAsked,
    sorts={"id": ID, "name": Sort("name"), "username": Sort("username")},
    filters={
        "q": lambda value, viewer: (
            Q(name__icontains=value) | Q(name_latin__icontains=value) | Q(username__icontains=value)
        ),
        "team": within("team"),
        "role": equal("role__code"),
        "is_active": equal("is_active"),
    },
)
TEAMS: Listing[Team] = Listing(
    TEAM, TeamsAsked, sorts={"id": ID, "name": Sort("name")}, filters={"parent": ids("parent")}
)


@users.get("", response=Page[UserOut], operation_id="listUsers", summary="List users")
def list_users(request: HttpRequest, asked: Query[UsersAsked]) -> HttpResponse:
    return USERS.answer(request, asked, User.objects.people())


@users.get("/{user_id}", response=UserOut, operation_id="getUser", summary="One user")
def get_user(request: HttpRequest, user_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, USER, User.objects.people(), user_id, fields)


@teams.get("", response=Page[TeamOut], operation_id="listTeams", summary="List teams")
def list_teams(request: HttpRequest, asked: Query[TeamsAsked]) -> HttpResponse:
    return TEAMS.answer(request, asked, Team.objects.all())


@teams.get("/{team_id}", response=TeamOut, operation_id="getTeam", summary="One team")
def get_team(request: HttpRequest, team_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, TEAM, Team.objects.all(), team_id, fields)
