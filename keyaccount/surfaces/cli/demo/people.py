"""Who works here: teams, people, and the password they all share."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.hashers import make_password

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Role, Team, User
from keyaccount.apps.workspace.services.people import add_user
from keyaccount.apps.workspace.services.teams import add_team
from keyaccount.surfaces.cli.demo.tables import Row, table

PASSWORD = "keyaccount-demo"  # noqa: S105  (meant to be known; `keyaccount check` warns where it matters)
DOMAIN = "qicheng.example"

COMPANY = "大客户部"
EAST = "华东大客户组"
NORTH = "华北大客户组"
INTERNATIONAL = "International"
TEAMS = ((COMPANY, None, ""), (EAST, COMPANY, "华东"), (NORTH, COMPANY, "华北"), (INTERNATIONAL, COMPANY, "海外"))


def hire(act: Act) -> tuple[dict[str, User], dict[str, Team]]:
    """Everybody by user name, and the teams by name."""
    teams: dict[str, Team] = {}
    for name, parent, region in TEAMS:
        teams[name] = add_team(name=name, parent=teams.get(parent or ""), region=region, act=act)
    roles = {role.code: role for role in Role.objects.all()}
    people = {person["username"]: _add(person, roles, teams, act) for person in table("people")}
    _set_password(people)
    return people, teams


def _add(person: Row, roles: dict[str, Role], teams: dict[str, Team], act: Act) -> User:
    values = {
        "name": person["name"],
        "name_latin": person["latin"],
        "email": f"{person['username']}@{DOMAIN}",
        "role": roles[person["role"]],
        "team": teams.get(person["team"]),
        "language": person["language"],
    }
    return add_user(username=person["username"], values=values, password=None, act=act)


def _set_password(people: Mapping[str, User]) -> None:
    """Hashed once for all: a good hash takes its time, and this password is no secret."""
    User.objects.filter(username__in=people).update(password=make_password(PASSWORD))


def is_demo() -> bool:
    """Whether the people of the demo may sign in here."""
    return bool(User.objects.people().filter(email__endswith=f"@{DOMAIN}", is_active=True).exists())
