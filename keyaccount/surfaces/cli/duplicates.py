"""`keyaccount duplicates`: records that look like one."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.quality import pairs
from keyaccount.apps.workspace.queries.quality.kinds import Kind, kind_called
from keyaccount.apps.workspace.services import jobs
from keyaccount.apps.workspace.services.quality import finding
from keyaccount.apps.workspace.tables.quality import why
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge, printing

RUNNER = "keyaccount duplicates"


@click.command(
    "duplicates", help=gettext_noop("List accounts or people that look like one; --search compares all first.")
)
@click.argument("kind", type=click.Choice(["accounts", "contacts"]), default="accounts")
@click.option("--search", is_flag=True, help=gettext_noop("Compare all records first; it takes a minute at most."))
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True, help=gettext_noop("How many."))
@click.option("--as", "username", metavar="USER", help=gettext_noop("What this person sees; else everything."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
def command(kind: str, search: bool, most: int, username: str | None, as_json: bool) -> None:
    edge.refuse_old_database()
    act, known = edge.act_as(username), kind_called(kind)
    if search:
        job = finding.start_search(act=act, runner=RUNNER)
        jobs.run_now(job, runner=RUNNER, clock=edge.now)
    lines = _lines(known, act.actor, most)
    if as_json:
        click.echo(to_json(lines, "  "))
        return
    heads = [_("Alike"), _("One"), _("The other"), _("Why")]
    rows = [(str(one["score"]), _named(one["first"]), _named(one["second"]), one["why"]) for one in lines]
    printing.table(heads, rows, right=[0])
    if not lines and pairs.last_search() is None:
        printing.line(_("Nobody has looked for duplicates yet: call it with --search."))


def _lines(kind: Kind, viewer: User, most: int) -> list[dict[str, Any]]:
    found = list(pairs.pairs_seen(kind, viewer).order_by("-score", "id")[:most])
    return [
        {
            "score": shown.pair.score,
            "first": {"id": shown.first.pk, "name": shown.first.name},
            "second": {"id": shown.second.pk, "name": shown.second.name},
            "reasons": [code for code, _detail in shown.pair.reasons],
            "why": why(shown.pair.reasons),
        }
        for shown in pairs.shown(found, kind, viewer)
    ]


def _named(record: dict[str, Any]) -> str:
    return f"{record['name']} ({record['id']})"
