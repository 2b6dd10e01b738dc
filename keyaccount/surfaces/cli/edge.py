"""The edge of every command: the clock is read, and it is decided who acts and on which database."""

from __future__ import annotations

from datetime import date, datetime

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface, User
from keyaccount.apps.workspace.queries.settings import system_user, workspace
from keyaccount.apps.workspace.services.setting_up import set_up_workspace
from keyaccount.kernel.errors import Fact, Invalid, NotFound, gettext_noop


class DatabaseBehind(Fact):
    message = gettext_noop("The database is older than this version. Run `keyaccount migrate` first; data is kept.")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The day it is in the workspace's zone."""
    return clock.day_of(now(), workspace().zone)


def act_as(username: str | None) -> Act:
    return Act(actor=actor(username), now=now(), surface=Surface.CLI)


def actor(username: str | None) -> User:
    """The person whose rights apply; without a name, the system itself, which sees and may do everything."""
    if not username:
        return system_user()
    found: User | None = User.objects.people().select_related("role", "team").filter(username=username.lower()).first()
    if found is None:
        raise NotFound(gettext_noop("There is no user “%(name)s”. `keyaccount user list` shows all."), name=username)
    if not found.is_active:
        raise Invalid(gettext_noop("“%(name)s” may not sign in any more."), name=username)
    return found


def need_database() -> None:
    """On an empty database, make the tables first and say so."""
    if is_empty():
        click.echo(_("The database is empty; making its tables first …"), err=True)
        migrate()


def is_empty() -> bool:
    return "workspace_workspace" not in connection.introspection.table_names()


def holds_data() -> bool:
    """Whether there is anything that people have put in."""
    return not is_empty() and (User.objects.people().exists() or Account.objects.exists())


def refuse_old_database() -> None:
    if migrations_missing():
        raise DatabaseBehind


def migrations_missing() -> list[str]:
    """Names of the migrations that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate(verbosity: int = 0) -> None:
    """Bring the tables up to date and give the workspace what every one starts with."""
    call_command("migrate", verbosity=verbosity, interactive=False)
    set_up_workspace(now())
