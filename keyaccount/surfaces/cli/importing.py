"""`keyaccount import`: files in, a report out; or an import undone."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job, JobStatus
from keyaccount.apps.workspace.services import jobs
from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge, printing
from keyaccount.surfaces.exchange import services

Watch = Callable[[Job], None]


class JobFailed(Fact):
    message = gettext_noop("%(message)s")


@click.command(
    "import",
    help=gettext_noop(
        "Import CSV and XLSX files, or all of a folder. A preset knows another product's headings. Safe to run twice: "
        "what is there already stays as it is. Nothing is guessed in silence: the report says what was made of every "
        "file, and which rows were rejected and why."
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--preset", default="generic", show_default=True, help=gettext_noop("Where the files come from."))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help=gettext_noop("The day from which rows without a date count, like 2017-12-31; else today."),
)
@click.option("--dry-run", is_flag=True, help=gettext_noop("Only report what would be done."))
@click.option(
    "--date-format", type=click.Choice(services.DATE_FORMATS), help=gettext_noop("How the files write dates.")
)
@click.option(
    "--mode",
    type=click.Choice(["create", "update", "both"]),
    default="both",
    show_default=True,
    help=gettext_noop("Add new records, change known ones, or both."),
)
@click.option(
    "--duplicates",
    type=click.Choice(["create", "reject", "update"]),
    default="create",
    show_default=True,
    help=gettext_noop("What to do with new rows that look like a record that is there."),
)
@click.option("--currency", default="", help=gettext_noop("Currency of rows that name none."))
@click.option(
    "--missing",
    multiple=True,
    metavar="RELATION=ANSWER",
    help=gettext_noop("What to do when a row names what is not there, like account=create: reject, empty or create."),
)
@click.option(
    "--new-fields",
    is_flag=True,
    help=gettext_noop("Make custom fields of headings that fill nothing, of the kind that the column shows."),
)
@click.option("--undo", type=int, metavar="ID", help=gettext_noop("Undo this import; what it changed is set back."))
@click.option("--force", is_flag=True, help=gettext_noop("Undo although others have worked on with what it brought."))
@click.option(
    "--rejected", type=click.Path(dir_okay=False, path_type=Path), help=gettext_noop("Write rejected rows here.")
)
@click.option("--as", "username", metavar="USER", help=gettext_noop("Import as this person; else as the system."))
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print the report as JSON."))
def command(paths: tuple[Path, ...], undo: int | None, force: bool, username: str | None, **given: Any) -> None:
    if bool(paths) == (undo is not None):
        raise click.UsageError(_("Name files to import, or an import to undo with --undo ID."))
    if given["dry_run"] and given["new_fields"]:
        raise click.UsageError(_("--new-fields makes fields, and --dry-run writes nothing: use one of them."))
    edge.need_database()
    act = edge.act_as(username)
    if undo is not None:
        report = _undo(undo, act, force=force)
    else:
        report = _import(paths, act, given)
        if given["rejected"]:
            given["rejected"].write_text("".join(services.rejected_csv(report["id"])), encoding="utf-8-sig")
    if given["as_json"]:
        click.echo(to_json(report, "  "))
    else:
        _print(report)


def _import(paths: tuple[Path, ...], act: Act, given: dict[str, Any]) -> dict[str, Any]:
    imp = services.start_import(paths=list(paths), preset=given["preset"], options=_options(given), act=act)
    if given["dry_run"]:
        try:
            return services.check_import(imp.pk, act=act)
        finally:
            services.discard_import(imp.pk, act=act)
    _run(services.enqueue_import(imp.pk, act=act, runner=_runner()))
    return dict(services.report(imp.pk))


def _undo(import_id: int, act: Act, *, force: bool) -> dict[str, Any]:
    _run(services.enqueue_undo(import_id, act=act, force=force, runner=_runner()))
    return dict(services.report(import_id))


def _options(given: dict[str, Any]) -> services.ImportOptions:
    day: datetime | None = given["as_of"]
    return services.ImportOptions(
        as_of=day.date() if day else None,
        date_format=given["date_format"] or "",
        mode=given["mode"],
        duplicates=given["duplicates"],
        currency=given["currency"],
        missing=dict(_pair(text) for text in given["missing"]),
        new_fields=given["new_fields"],
    )


def _pair(text: str) -> tuple[str, str]:
    relation, _equals, answer = text.partition("=")
    if answer not in {"reject", "empty", "create"}:
        raise click.BadParameter(
            f"{text!r}: RELATION=reject, RELATION=empty or RELATION=create", param_hint="--missing"
        )
    return relation, answer


def _runner() -> str:
    return f"cli {socket.gethostname()}:{os.getpid()}"


def _run(job: Job) -> None:
    """Run the job here, with a bar for people; what was done when it fails is kept, as its message says."""
    with _bar(job.title) as watch:
        done = jobs.run_now(job, runner=_runner(), clock=edge.now, watch=watch)
    if done.status != JobStatus.DONE:
        raise JobFailed(message=done.message or str(done.get_status_display()))


@contextmanager
def _bar(title: str) -> Iterator[Watch]:
    """A progress bar on stderr when somebody looks; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda job: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda job: bar.update(task, completed=job.done, total=job.total)


def _print(report: dict[str, Any]) -> None:
    heads = [_("File"), _("Holds"), _("Read"), _("Created"), _("Updated"), _("Unchanged"), _("Rejected")]
    counted = ("read", "created", "updated", "unchanged", "rejected")
    rows = [[file["name"], file["entity"], *(f"{file[key]:,}" for key in counted)] for file in report["files"]]
    rows.append([_("Sum"), "", *(f"{report[key]:,}" for key in counted)])
    printing.table(heads, rows, right=range(2, 7))
    for file in report["files"]:
        _print_file(file)
    for name, count in (report.get("also_created") or {}).items():
        printing.line(_("Also created: %(name)s: %(count)s") % {"name": name, "count": count})
    for left in report["left_out"]:
        printing.line(_("Left out: %(name)s: %(reason)s") % left)
    for note in report["notes"]:
        printing.line(f"! {note}")
    _print_end(report)


def _print_file(file: dict[str, Any]) -> None:
    for mapped in file["mapped"]:
        said = _("%(name)s: “%(from)s” was read as “%(to)s” in %(count)s rows (%(field)s)")
        printing.line(said % {"name": file["name"], **mapped})
    for refused in file["rejections"]:
        printing.line(_("%(name)s, row %(row)s: %(reason)s") % {"name": file["name"], **refused})


def _print_end(report: dict[str, Any]) -> None:
    if report["dry_run"]:
        printing.line(_("Nothing was written: this was a dry run."), "bold")
    else:
        said = _("Import %(id)s: %(status)s. Undo it with: keyaccount import --undo %(id)s")
        printing.line((said if report.get("can_undo") else _("Import %(id)s: %(status)s.")) % report, "bold")
