"""`keyaccount forecast`: who has not submitted theirs, and reminding them."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyaccount.apps.forecast.queries.asking import Asked, of_people
from keyaccount.apps.forecast.queries.owing import Owed, owed
from keyaccount.apps.forecast.services.reminding import remind
from keyaccount.apps.insights.queries import find_scope
from keyaccount.apps.workspace.models import User
from keyaccount.figures import memo
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge, printing

SCOPE = click.option(
    "--scope", default="company", show_default=True, help=gettext_noop("company, team:NAME or user:NAME.")
)
PERIOD = click.option(
    "--period", default="", help=gettext_noop("2026, 2026-Q4 or 2026-11; this quarter when not said.")
)
JSON = click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
AS = click.option("--as", "username", metavar="USER", help=gettext_noop("As this person; else as the system."))


@click.group("forecast", help=gettext_noop("Who has not submitted their forecast: list them, remind them."))
def command() -> None:
    edge.need_database()


@command.command("owed", help=gettext_noop("Who sells and has not submitted for the period since Monday."))
@SCOPE
@PERIOD
@JSON
@AS
def show(scope: str, period: str, as_json: bool, username: str | None) -> None:
    found = _owed(_asked(edge.actor(username), scope, period))
    if as_json:
        click.echo(to_json([_plain(one) for one in found], "  "))
        return
    heads = [_("Person"), _("Last submitted"), _("Last reminded")]
    printing.table(heads, [_row(one) for one in found])


@command.command("remind", help=gettext_noop("Remind them; nobody twice as long as they have not answered."))
@SCOPE
@PERIOD
@JSON
@AS
def ask(scope: str, period: str, as_json: bool, username: str | None) -> None:
    act = edge.act_as(username)
    asked = _asked(act.actor, scope, period)
    made = remind(people=[one.person for one in _owed(asked)], period=asked.period, act=act)
    names = [one.person.username for one in made]
    if as_json:
        click.echo(to_json({"reminded": names}, "  "))
        return
    said = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", len(made))
    nobody = _("Nobody is reminded: they have been already, or others lead them.")
    printing.line(said % {"count": len(made)} if made else nobody)


def _asked(viewer: User, scope: str, period: str) -> Asked:
    return of_people(viewer, edge.today(), find_scope(scope, viewer), period)


def _owed(asked: Asked) -> list[Owed]:
    with memo.remembering():
        return owed(asked.question, asked.workspace)


def _plain(one: Owed) -> dict[str, Any]:
    return {
        "username": one.person.username,
        "name": one.person.name,
        "submitted_at": one.last.at if one.last else None,
        "reminded_at": one.reminded_at,
    }


def _row(one: Owed) -> list[str]:
    moments = [one.last.at if one.last else None, one.reminded_at]
    return [one.person.display_name, *("–" if at is None else at.isoformat(timespec="minutes") for at in moments)]
