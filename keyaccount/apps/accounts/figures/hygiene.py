"""How far the principles of management are kept, account by account and check by check."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.hygiene import Finding, Judged, checks
from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.hygiene import Hygiene, State, hygiene

STATES = {State.HELD: _("held"), State.BROKEN: _("broken"), State.NOT_RECORDED: _("not yet recorded")}
COLUMNS = (
    Column("account", _("Account")),
    Column("check", _("Principle")),
    Column("state", _("State")),
    Column("kept", _("Kept"), Unit.COUNT),
    Column("of", _("Of"), Unit.COUNT),
    Column("held", _("Held"), Unit.COUNT),
)


def check(question: Question) -> Answer:
    accounts = accounts_in(question, load_workspace())
    names = {account.pk: str(account) for account in accounts.only("name", "short_name").order_by("name", "pk")}
    judged = Judged(question.viewer, accounts, question.as_of)
    found = judged.sum(list(names))
    return Answer(
        value=found.share,
        worked="" if found.share is None else f"{found.held} ÷ {found.held + found.broken} = {plain(found.share, 4)}",
        inputs=_inputs(found),
        rows=_rows(names, judged, found),
        notes=_notes(question),
    )


def _inputs(found: Hygiene) -> tuple[Input, ...]:
    return (
        Input("h", _("Checks that are held"), found.held, Unit.COUNT),
        Input("b", _("Checks that are broken"), found.broken, Unit.COUNT),
        Input("u", _("Checks with nothing recorded"), found.not_recorded, Unit.COUNT),
    )


def _rows(names: dict[int, str], judged: Judged, found: Hygiene) -> Rows:
    def every() -> Iterator[dict[str, Any]]:
        return (_row(name, finding) for pk, name in names.items() for finding in judged.of(pk))

    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: list(islice(every(), limit)),
        total=lambda: len(names) * len(checks()),
        adds_up="held",
        sum_of_rows=found.held,
        symbol="h",
        recount=lambda: hygiene(finding.state for pk in names for finding in judged.of(pk)).held,
    )


def _row(name: str, finding: Finding) -> dict[str, Any]:
    return {
        "account": name,
        "check": str(finding.check.title),
        "state": str(STATES[finding.state]),
        "kept": finding.kept.kept if finding.kept else None,
        "of": finding.kept.of if finding.kept else None,
        "held": int(finding.state is State.HELD),
    }


def _notes(question: Question) -> tuple[Note, ...]:
    if question.is_live:
        return ()
    return (
        Note("as_now", _("What was written of a visit or a lost deal is read as it stands today, whatever the day.")),
    )


register(
    Definition(
        key="accounts.hygiene",
        title=_("Principles kept"),
        meaning=_("How many of the principles of management are held, of those that something is recorded about."),
        words=_("checks that are held ÷ checks that are held or broken, over the accounts"),
        symbols="h ÷ (h + b)",
        unit=Unit.SHARE,
        compute=check,
    )
)
