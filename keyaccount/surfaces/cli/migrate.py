"""`keyaccount migrate`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge


@click.command(
    "migrate", help=gettext_noop("Create the database or bring it up to date. Safe to run again; data is kept.")
)
@click.option("--verbose", is_flag=True, help=gettext_noop("List every step."))
def command(verbose: bool) -> None:
    edge.migrate(verbosity=1 if verbose else 0)
    click.echo(_("The database is up to date."))
