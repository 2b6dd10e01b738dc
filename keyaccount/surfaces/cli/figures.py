"""`keyaccount figures`: what can be asked."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from keyaccount.figures import Definition, definitions
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import printing


@click.command("figures", help=gettext_noop("List the figures that can be asked, with their formula."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
def command(as_json: bool) -> None:
    if as_json:
        click.echo(to_json([_plain(entry) for entry in definitions()], "  "))
        return
    rows = [(entry.key, str(entry.title), entry.symbols, str(entry.meaning)) for entry in definitions()]
    printing.table([_("Key"), _("Figure"), _("Formula"), _("Meaning")], rows)


def _plain(entry: Definition) -> dict[str, object]:
    return {
        "key": entry.key,
        "title": str(entry.title),
        "meaning": str(entry.meaning),
        "unit": entry.unit,
        "formula": {"words": str(entry.words), "symbols": entry.symbols},
        "inputs": entry.inputs,
        "options": entry.options,
    }
