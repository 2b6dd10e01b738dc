"""`keyaccount check`: is this installation fit for work, and if not, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import click
from django.utils.translation import gettext as _

from keyaccount.figures.writing import to_json
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge, printing
from keyaccount.surfaces.cli.checks import running, safety, storage
from keyaccount.surfaces.cli.checks.finding import Finding, Level

SIGNS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}
STYLES = {Level.OK: "", Level.WARNING: "yellow", Level.ERROR: "bold red"}


@click.command(
    "check",
    help=gettext_noop("Check this installation and say what to do. Ends with 1 when something is wrong."),
)
@click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print JSON."))
def command(as_json: bool) -> None:
    found = look()
    if as_json:
        click.echo(to_json([asdict(finding) for finding in found], "  "))
    else:
        _print(found)
    if any(finding.level is Level.ERROR for finding in found):
        raise SystemExit(1)


def look() -> list[Finding]:
    now = edge.now()
    answers, found = storage.database(now)
    found += safety.findings(answers)
    if answers and not edge.migrations_missing():
        found += running.findings(now)
    found += storage.folders(now)
    return found


def _print(found: Iterable[Finding]) -> None:
    counts = dict.fromkeys(Level, 0)
    for finding in found:
        counts[finding.level] += 1
        printing.line(f"{SIGNS[finding.level]} {finding.topic}: {finding.text}", STYLES[finding.level])
        if finding.remedy:
            printing.line(f"    → {finding.remedy}")
    said = _("%(fine)d fine, %(warnings)d to look at, %(errors)d wrong.")
    names = {"fine": counts[Level.OK], "warnings": counts[Level.WARNING], "errors": counts[Level.ERROR]}
    printing.line(said % names, "bold")
