"""`keyaccount figure KEY`: one figure with everything that explains it."""

from __future__ import annotations

from collections.abc import Iterable

import click

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.figures.registry import as_json as figure_as_json
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge, printing

ROWS_PRINTED = 10


@click.command(
    "figure",
    help=gettext_noop(
        "Ask one figure, with its formula, inputs and rows. `keyaccount figures` lists the keys. As of a past day it "
        "answers what was known at the end of that day."
    ),
)
@click.argument("key")
@click.option(
    "--scope",
    default="",
    help=gettext_noop("company, team:NAME, user:NAME, account:NAME, or group:NAME: an account with its subsidiaries."),
)
@click.option("--period", default="", help=gettext_noop("2017, 2017-Q4, 2017-03 or 2017-01-01..2017-03-31."))
@click.option(
    "--as-of", default="", help=gettext_noop("The day whose end is asked about, like 2017-12-31; else today.")
)
@click.option(
    "--since", default="", help=gettext_noop("First day of a comparison (flow, progress); else a week before.")
)
@click.option("--pipeline", default="", help=gettext_noop("Only this pipeline, by its name."))
@click.option(
    "--undated",
    type=click.Choice(["include", "only", "exclude"]),
    default=None,
    help=gettext_noop("What to do with deals that have no expected close; a period leaves them out."),
)
@click.option("--filter", "filters", multiple=True, metavar="KEY=VALUE", help=gettext_noop("Narrow the rows further."))
@click.option("--as", "username", metavar="USER", help=gettext_noop("As this person sees it; else as the system does."))
@click.option("--rows", type=click.IntRange(min=0), help=gettext_noop("How many of the rows behind it to give."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
def command(
    key: str, username: str | None, rows: int | None, as_json: bool, filters: tuple[str, ...], **asked: str | None
) -> None:
    definition = figures.definition(key)
    edge.need_database()
    narrowing = dict(_pair(text) for text in filters)
    _check(definition, narrowing)
    named = {name: text for name, text in asked.items() if text} | narrowing
    question = question_from(named, viewer=edge.actor(username), today=edge.today())
    figure = figures.compute(key, question)
    if as_json:
        click.echo(to_json(figure_as_json(figure, row_limit=1000 if rows is None else rows), "  "))
    else:
        printing.figure(figure, ROWS_PRINTED if rows is None else rows)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise click.BadParameter(f"{text!r} is not KEY=VALUE.", param_hint="--filter")
    return key, value


def _check(definition: figures.Definition, asked: Iterable[str]) -> None:
    """A filter that the figure does not know would be passed over in silence."""
    for name in asked:
        if name not in definition.options:
            known = ", ".join(sorted(definition.options)) or "–"
            raise click.UsageError(f"{definition.key} cannot be narrowed by {name}. Known: {known}.")
