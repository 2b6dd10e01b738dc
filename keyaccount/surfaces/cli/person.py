"""`keyaccount person`: what is held about somebody who asks, written to a file; and erasing them."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from keyaccount.apps.contacts.queries.data_subjects import data_subject
from keyaccount.apps.contacts.services import data_subjects as service
from keyaccount.apps.contacts.tables.data_file import zipped
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge, printing

REQUEST = gettext_noop("Who asked, when and how; it stays in the audit trail.")
WHOSE = gettext_noop("Act as this person; else as the system.")


@click.group("person", help=gettext_noop("Answer a person who asks what is held about them, or to be erased."))
def command() -> None:
    edge.refuse_old_database()


@command.command("export", help=gettext_noop("Write all that is held about the contact with this id to a ZIP file."))
@click.argument("contact_id", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--request", required=True, help=REQUEST)
@click.option("--as", "username", metavar="USER", help=WHOSE)
def export(contact_id: int, file: Path, request: str, username: str | None) -> None:
    act = edge.act_as(username)
    contact = data_subject(act.actor, contact_id)
    sections = service.export_data(contact_id=contact_id, request=request, act=act)
    file.write_bytes(zipped(contact.name, sections, act.now))
    printing.line(_("Written to %(file)s.") % {"file": file})


@command.command("erase", help=gettext_noop("Erase the contact with this id for good; their name goes from all texts."))
@click.argument("contact_id", type=int)
@click.option("--name", required=True, help=gettext_noop("Their name, exactly as it stands."))
@click.option("--request", required=True, help=REQUEST)
@click.option("--as", "username", metavar="USER", help=WHOSE)
def erase(contact_id: int, name: str, request: str, username: str | None) -> None:
    act = edge.act_as(username)
    service.erase_person(contact_id=contact_id, request=request, typed_name=name, act=act)
    printing.line(_("The person is erased."))
