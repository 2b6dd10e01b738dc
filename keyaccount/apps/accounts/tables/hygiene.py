"""The accounts that break a principle, page by page, each with where it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.hygiene import Check, Finding, Judged
from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Figure, Question, compute
from keyaccount.formulas.hygiene import State

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A check of an account with where it is put right."""

    account: Account
    finding: Finding

    @property
    def url(self) -> str:
        return self.finding.check.fix(self.account.pk)


@dataclass(frozen=True, slots=True)
class Broken:
    """One page of what is broken, accounts by name; of: how many lines there are in all."""

    figure: Figure
    checks: Sequence[Check]
    lines: Sequence[Line]
    of: int
    page: int

    @property
    def has_more(self) -> bool:
        return self.page * PAGE < self.of


def broken_in(question: Question, workspace: Workspace, *, check: str = "", page: int = 1) -> Broken:
    """check: only this principle."""
    accounts = accounts_in(question, workspace).select_related("owner").order_by("name", "pk")
    judged = Judged(question.viewer, accounts, question.as_of)
    every = [
        (pk, finding)
        for pk in accounts.values_list("pk", flat=True)
        for finding in judged.of(pk)
        if finding.state is State.BROKEN and check in {"", finding.check.key}
    ]
    shown = every[(page - 1) * PAGE : page * PAGE]
    known = accounts.in_bulk([pk for pk, _finding in shown])
    lines = [Line(known[pk], finding) for pk, finding in shown]
    return Broken(compute("accounts.hygiene", question), judged.checks, lines, len(every), page)


def lines_of(account: Account, question: Question) -> list[Line]:
    """Every principle at one account."""
    only = Account.objects.filter(pk=account.pk)
    return list(map(partial(Line, account), Judged(question.viewer, only, question.as_of).of(account.pk)))
