"""`keyaccount backup FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.dump.taking import note_backup, take_backup


class NothingToBackUp(Fact):
    message = gettext_noop("The database is empty; there is nothing to back up.")


@click.command(
    "backup",
    help=gettext_noop(
        "Write everything into one file: the database as it is at one moment, and all uploaded files. Works while the "
        "product runs. The file can be restored on SQLite and on PostgreSQL, whichever it came from. Keep it safe: it "
        "holds all data. Not in it: the secret key, and who is signed in."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    if edge.is_empty():
        raise NothingToBackUp
    edge.refuse_old_database()
    manifest = take_backup(file, files=Path(settings.MEDIA_ROOT), now=edge.now())
    note_backup(Path(settings.DATA_DIR), edge.now())
    rows = sum(table.rows for table in manifest.tables)
    size = file.stat().st_size / 1024 / 1024
    told = _("%(file)s: %(rows)s rows of %(tables)d tables and %(files)d files, %(size).1f MB.")
    files = len(manifest.members) - len(manifest.tables)
    click.echo(
        told % {"file": file.name, "rows": f"{rows:,}", "tables": len(manifest.tables), "files": files, "size": size}
    )
