"""`keyaccount demo`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.demo.people import EAST, PASSWORD
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.telling import tell_demo


class HoldsData(Fact):
    message = gettext_noop(
        "This workspace holds data already, so no demo is added to it. To see the demo, name an empty database: "
        "KEYACCOUNT_DATABASE_URL=sqlite:///demo.sqlite3 keyaccount demo"
    )


@click.command(
    "demo",
    help=gettext_noop(
        "Fill an empty workspace with a demo: a company, its key accounts, three years of deals, and a week that "
        "moved. Everybody's password is keyaccount-demo."
    ),
)
@click.option("--if-empty", is_flag=True, help=gettext_noop("Do nothing, and say so, when the workspace holds data."))
def command(if_empty: bool) -> None:
    edge.need_database()
    if edge.holds_data():
        if not if_empty:
            raise HoldsData
        click.echo(_("The workspace holds data already; it stays as it is."))
        return
    story = make_demo()
    told = _("Done. Sign in as one of %(people)s with the password %(password)s.")
    click.echo(told % {"people": ", ".join(story.people), "password": PASSWORD})
    click.echo(_("The worked example is the team %(team)s.") % {"team": EAST})


def make_demo() -> Story:
    click.echo(_("Making the demo workspace; this takes some seconds …"), err=True)
    return tell_demo(edge.now())
