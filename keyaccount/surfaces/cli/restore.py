"""`keyaccount restore FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.dump.putting_back import put_back
from keyaccount.surfaces.cli.dump.taking import take_backup


class HoldsData(Fact):
    message = gettext_noop(
        "This workspace holds data already. Restore into an empty database (name one with KEYACCOUNT_DATABASE_URL), or "
        "replace everything with --force; a backup of what is there now is taken first. Nothing was changed."
    )


@click.command(
    "restore",
    help=gettext_noop(
        "Read a backup into an empty workspace. The file is verified first; then everything is written, or nothing."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=gettext_noop("Replace the data of this workspace."))
def command(file: Path, force: bool) -> None:
    files = Path(settings.MEDIA_ROOT)
    if edge.holds_data():
        if not force:
            raise HoldsData
        _keep_what_is_there(file, files)
    manifest = put_back(file, files=files, now=edge.now())
    rows = sum(table.rows for table in manifest.tables)
    told = _("Restored %(rows)s rows of %(tables)d tables, as they were at %(moment)s.")
    click.echo(told % {"rows": f"{rows:,}", "tables": len(manifest.tables), "moment": manifest.made_at[:19]})


def _keep_what_is_there(file: Path, files: Path) -> None:
    edge.refuse_old_database()
    kept = file.with_name(f"before-restore-{edge.now():%Y%m%d-%H%M%S}.keyaccount")
    take_backup(kept, files=files, now=edge.now())
    click.echo(_("What was there until now is kept in %(file)s.") % {"file": kept})
