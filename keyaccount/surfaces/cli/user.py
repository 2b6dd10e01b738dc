"""`keyaccount user`: people who may sign in."""

from __future__ import annotations

import sys
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keyaccount.apps.pipeline.services.people import move_person
from keyaccount.apps.workspace.models import Role, RoleCode, Team, User
from keyaccount.apps.workspace.services import people
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import NotFound, gettext_noop
from keyaccount.surfaces.cli import edge, printing

ROLES = click.Choice([str(code.value) for code in RoleCode])
NO_PASSWORD = gettext_noop("Read the password from standard input instead of asking for it.")


@click.group("user", help=gettext_noop("Add people, list them, set passwords and roles."))
def command() -> None:
    edge.need_database()


@command.command("add", help=gettext_noop("Add a person; asks for a password."))
@click.argument("username")
@click.option("--name", default="", help=gettext_noop("Full name; else the user name."))
@click.option("--latin", default="", help=gettext_noop("The name in Latin letters."))
@click.option("--email", default="", help=gettext_noop("E-mail address."))
@click.option("--role", type=ROLES, default=RoleCode.KEY_ACCOUNT_MANAGER.value, show_default=True)
@click.option("--team", default="", help=gettext_noop("Name of the team."))
@click.option("--password-stdin", is_flag=True, help=NO_PASSWORD)
def add(username: str, password_stdin: bool, **given: str) -> None:
    values: dict[str, Any] = {
        "name": given["name"] or username,
        "name_latin": given["latin"],
        "email": given["email"],
        "role": Role.objects.get(code=given["role"]),
        "team": _team(given["team"]),
    }
    made = people.add_user(username=username, values=values, password=_password(password_stdin), act=edge.act_as(None))
    click.echo(_("%(name)s may sign in as %(username)s.") % {"name": made.display_name, "username": made.username})


@command.command("list", help=gettext_noop("Everybody, with role and team."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
def show(as_json: bool) -> None:
    everyone = User.objects.people().select_related("role", "team").order_by("username")
    if as_json:
        click.echo(to_json([_plain(user) for user in everyone], "  "))
        return
    heads = [_("User name"), pgettext("of a person", "Name"), _("Role"), _("Team"), _("May sign in")]
    printing.table(heads, [_row(user) for user in everyone])


@command.command("password", help=gettext_noop("Set a person's password."))
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help=NO_PASSWORD)
def password(username: str, password_stdin: bool) -> None:
    user = _user(username)
    people.set_password(user_id=user.pk, password=_password(password_stdin), act=edge.act_as(None))
    click.echo(_("The password of %(name)s is set.") % {"name": user.display_name})


@command.command("role", help=gettext_noop("Give a person another role."))
@click.argument("username")
@click.argument("role", type=ROLES)
def role(username: str, role: str) -> None:
    values = {"role": Role.objects.get(code=role)}
    user = people.change_user(user_id=_user(username).pk, values=values, act=edge.act_as(None))
    click.echo(f"{user.display_name}: {user.role.label}")


@command.command("team", help=gettext_noop("Put a person into another team; their open deals go along."))
@click.argument("username")
@click.argument("team")
def team(username: str, team: str) -> None:
    user = move_person(user_id=_user(username).pk, team=_team(team), act=edge.act_as(None))
    click.echo(f"{user.display_name}: {user.team}")


@command.command("deactivate", help=gettext_noop("Let a person sign in no more; what they own stays."))
@click.argument("username")
def deactivate(username: str) -> None:
    user = people.change_user(user_id=_user(username).pk, values={"is_active": False}, act=edge.act_as(None))
    click.echo(_("%(name)s may not sign in any more.") % {"name": user.display_name})


@command.command("activate", help=gettext_noop("Let a person sign in again."))
@click.argument("username")
def activate(username: str) -> None:
    user = people.change_user(user_id=_user(username).pk, values={"is_active": True}, act=edge.act_as(None))
    click.echo(_("%(name)s may sign in again.") % {"name": user.display_name})


def _user(username: str) -> User:
    found: User | None = User.objects.people().filter(username=username.lower()).first()
    if found is None:
        raise NotFound(gettext_noop("There is no user “%(name)s”. `keyaccount user list` shows all."), name=username)
    return found


def _team(name: str) -> Team | None:
    if not name:
        return None
    found = Team.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Team.objects.values_list("name", flat=True)) or "–"
        raise NotFound(gettext_noop("There is no team “%(name)s”. Known teams: %(known)s."), name=name, known=known)
    return found


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True))


def _plain(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "name_latin": user.name_latin,
        "email": user.email,
        "role": user.role.code,
        "team": user.team.name if user.team else None,
        "is_active": user.is_active,
    }


def _row(user: User) -> tuple[str, ...]:
    return (
        user.username,
        user.display_name,
        user.role.label,
        user.team.name if user.team else "–",
        _("yes") if user.is_active else _("no"),
    )
