"""`keyaccount export`: a list, as a person may see it, in a file."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from keyaccount.kernel.errors import NotFound, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.exchange import services

FORMATS = {".csv": "csv", ".xlsx": "xlsx"}


@click.command(
    "export",
    help=gettext_noop(
        "Write a list to FILE (.csv or .xlsx; - for CSV on standard output): accounts, contacts, opportunities, "
        "products, targets, target_sheet, orders, estimates, portrait, signals, rivals, rival_notes, white_space, "
        "contact_plans, people_matrix, ledger, or figures/KEY. Cells that a spreadsheet would run as a formula are "
        "made harmless."
    ),
)
@click.argument("place")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--filter", "filters", multiple=True, metavar="KEY=VALUE", help=gettext_noop("Narrow the rows, as lists do.")
)
@click.option("--as", "username", metavar="USER", help=gettext_noop("As this person sees it; else as the system does."))
def command(place: str, file: Path, filters: tuple[str, ...], username: str | None) -> None:
    form = "csv" if str(file) == "-" else FORMATS.get(file.suffix.lower())
    if form is None:
        raise click.UsageError(_("FILE ends in .csv or .xlsx."))
    edge.need_database()
    asked = dict(_pair(text) for text in filters)
    if place not in services.EXPORTS:
        known = ", ".join(services.EXPORTS)
        raise NotFound(gettext_noop("There is no list “%(place)s”. Known: %(known)s."), place=place, known=known)
    stream = services.export_rows(place, viewer=edge.actor(username), filters=asked, format=form)
    with click.open_file(str(file), "wb") as opened:
        opened.writelines(stream.chunks)
    click.echo(_("Written: %(file)s") % {"file": file}, err=str(file) == "-")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise click.BadParameter(f"{text!r} is not KEY=VALUE.", param_hint="--filter")
    return key, value
