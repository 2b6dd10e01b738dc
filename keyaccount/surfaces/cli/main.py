"""The command `keyaccount`. Each command's module is loaded when it is called, so that --help answers at once."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NamedTuple

import click

from keyaccount import __version__
from keyaccount.kernel.errors import Fact, Invalid, gettext_noop
from keyaccount.surfaces.cli import language


class Entry(NamedTuple):
    """Where a command is, and what it does in a line."""

    module: str
    help: str


COMMANDS = {
    "serve": Entry("serve", gettext_noop("Serve the pages and the API, with a worker beside them.")),
    "demo": Entry("demo.command", gettext_noop("Fill an empty workspace with a demo.")),
    "worker": Entry("worker", gettext_noop("Run background jobs and what is scheduled.")),
    "migrate": Entry("migrate", gettext_noop("Create the database or bring it up to date.")),
    "user": Entry("user", gettext_noop("Add people, list them, set passwords and roles.")),
    "import": Entry("importing", gettext_noop("Import CSV and XLSX files, or undo an import.")),
    "export": Entry("exporting", gettext_noop("Write a list to a CSV or XLSX file.")),
    "duplicates": Entry("duplicates", gettext_noop("List accounts or people that look like one.")),
    "figures": Entry("figures", gettext_noop("List the figures that can be asked.")),
    "figure": Entry("figure", gettext_noop("Ask one figure, with its formula, inputs and rows.")),
    "person": Entry("person", gettext_noop("What is held about a person: write it to a file, or erase them.")),
    "estimate": Entry("estimate", gettext_noop("What accounts are thought to buy a year: list it, add to it.")),
    "targets": Entry("targets", gettext_noop("What is aimed at: list it, set it, see what happened to it.")),
    "forecast": Entry("forecast", gettext_noop("Who has not submitted their forecast: list them, remind them.")),
    "backup": Entry("backup", gettext_noop("Write everything into one file.")),
    "restore": Entry("restore", gettext_noop("Read a backup into an empty workspace.")),
    "check": Entry("check", gettext_noop("Check this installation and say what to do.")),
}


class Commands(click.Group):
    """The group of all commands; a fact that rises out of one becomes a sentence on stderr and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        start_django()
        command: click.Command = import_module(f"keyaccount.surfaces.cli.{entry.module}").command
        return in_language(command)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        in_language(self)
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(language.translate(gettext_noop("Commands"))):
            formatter.write_dl([(name, language.translate(entry.help)) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Fact as fact:
            raise Refusal(_sentence(fact)) from fact
        except Exception as error:
            if not _is_about_the_database(error):
                raise
            raise Refusal(_database_sentence(error)) from error


class Refusal(click.ClickException):
    """One sentence on stderr, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


def start_django() -> None:
    """Settings, apps and language; a wrong KEYACCOUNT_DATABASE_URL is said in a sentence."""
    import_module("keyaccount.surfaces.cli.starting").start(language.chosen)


def in_language(command: click.Command) -> click.Command:
    """The command with its help in the chosen language; the texts it was written with are kept on it."""
    written: dict[str, str] = command.__dict__.setdefault("written", {"": command.help or ""})
    command.help = language.translate(written[""])
    for option in command.params:
        if isinstance(option, click.Option) and option.name:
            option.help = language.translate(written.setdefault(option.name, option.help or ""))
    for part in getattr(command, "commands", {}).values():
        in_language(part)
    return command


def _sentence(fact: Fact) -> str:
    """What is said, with what to do about each field."""
    said = fact.text(language.translate)
    fields = fact.fields if isinstance(fact, Invalid) else {}
    return "\n".join([said, *(f"  {name}: {text}" for name, text in fields.items())])


def _is_about_the_database(error: Exception) -> bool:
    errors = sys.modules.get("django.db.utils")
    return errors is not None and isinstance(error, errors.OperationalError | errors.ProgrammingError)


def _database_sentence(error: Exception) -> str:
    text = language.translate(
        gettext_noop("The database does not answer as it should: %(error)s. `keyaccount check` says what to do.")
    )
    return text % {"error": " ".join(str(error).split())}


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=gettext_noop("KeyAccount: key account management whose every number says how it came about."),
)
@click.version_option(__version__, prog_name="KeyAccount")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, param, asked: language.choose(asked),
    help="English | 简体中文",
)
def main() -> None:
    """Commands are loaded when they are called."""
