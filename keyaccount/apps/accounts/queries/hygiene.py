"""The hygiene list of accounts: every domain adds the checks that it can answer (see `add`), none is known here.

A check that nothing answers yet stands in the list as not recorded; adding one of the same key replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import User
from keyaccount.figures.figure import Text
from keyaccount.formulas.hygiene import Hygiene, Kept, State, hygiene, state_of

Judge = Callable[[User, QuerySet[Account], date], Mapping[int, Kept]]


@dataclass(frozen=True, slots=True)
class Check:
    """judge: what is found at these accounts on that day, in a fixed number of queries; accounts it leaves out have
    nothing recorded. Without one nothing is recorded anywhere yet. fix: where an account's own is put right; broken:
    what is wrong, with how many."""

    key: str
    title: Text
    order: int
    judge: Judge | None = None
    fix: Callable[[int], str] = lambda account_id: ""
    broken: Callable[[int], str] = lambda missing: ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one account."""

    check: Check
    kept: Kept | None

    @property
    def state(self) -> State:
        return state_of(self.kept)

    @property
    def missing(self) -> int:
        return self.kept.of - self.kept.kept if self.kept else 0

    @property
    def words(self) -> str:
        return self.check.broken(self.missing) if self.state is State.BROKEN else ""


_checks: dict[str, Check] = {}


def add(check: Check) -> None:
    """From AppConfig.ready(): adding a key again replaces it."""
    _checks[check.key] = check


def checks() -> Sequence[Check]:
    return sorted(_checks.values(), key=lambda check: (check.order, check.key))


class Judged:
    """Every check of these accounts, each asked once for all of them."""

    def __init__(self, viewer: User, accounts: QuerySet[Account], day: date) -> None:
        self.checks = checks()
        self._found = {check.key: check.judge(viewer, accounts, day) for check in self.checks if check.judge}

    def of(self, account_id: int) -> list[Finding]:
        return [Finding(check, self._found.get(check.key, {}).get(account_id)) for check in self.checks]

    def sum(self, ids: Sequence[int]) -> Hygiene:
        return hygiene(finding.state for pk in ids for finding in self.of(pk))
