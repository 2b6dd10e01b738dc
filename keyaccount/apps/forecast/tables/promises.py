"""What people had promised when the week began, beside what happened since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.forecast.models import Submission
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.review import week_of
from keyaccount.apps.forecast.queries.rollup import OfPerson, rollups
from keyaccount.apps.forecast.queries.sellers import question_of
from keyaccount.apps.forecast.queries.submissions import submissions_at
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, stated
from keyaccount.formulas.converted import sum_of_known
from keyaccount.formulas.rollup import COMMIT

MOST_PEOPLE = 200
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Promise:
    """said: the last submission before the week; commit: what counts now; moved: that, less what was promised."""

    person: User
    said: Submission
    closed: Figure
    closed_since: Decimal | None
    commit: Figure
    moved: Decimal

    @property
    def is_kept(self) -> bool:
        return self.moved >= 0


@dataclass(frozen=True, slots=True)
class Sum:
    """Of those who had promised."""

    promised: Decimal
    closed_then: Decimal | None
    closed_since: Decimal | None
    closed: Decimal | None
    commit: Decimal

    @property
    def moved(self) -> Decimal:
        return self.commit - self.promised


@dataclass(frozen=True, slots=True)
class Promises:
    """silent: those who sell and had promised nothing for the period when the week began."""

    lines: Sequence[Promise]
    total: Sum
    silent: Sequence[User]


def promises(asked: Asked) -> Promises:
    moment = clock.start_of(week_of(asked.question.as_of).start, asked.workspace.zone)
    said = submissions_at(asked.period, moment, asked.question.viewer)
    found = rollups(asked.question, asked.workspace)
    lines = [_promise(one, said[one.person.pk], asked) for one in found if one.person.pk in said]
    silent = [one.person for one in found if one.person.pk not in said and one.person.role.may_create]
    return Promises(lines[:MOST_PEOPLE], _total(lines), silent)


def _total(lines: Sequence[Promise]) -> Sum:
    closed_then = sum_of_known(line.said.closed for line in lines)
    closed_since = sum_of_known(line.closed_since for line in lines)
    closed = sum_of_known((closed_then, closed_since))
    promised = sum((line.said.commit for line in lines), ZERO)
    commit = promised + sum((line.moved for line in lines), ZERO)
    return Sum(promised, closed_then, closed_since, closed, commit)


def _promise(one: OfPerson, said: Submission, asked: Asked) -> Promise:
    question = question_of(one.person, asked.question)
    currency, start = asked.workspace.base_currency, asked.workspace.fiscal_year_start
    closed, commit = one.totals.closed.value, one.judged.of(COMMIT)
    return Promise(
        person=one.person,
        said=said,
        closed=stated("sales.closed", question, closed, currency=currency, fiscal_start=start),
        closed_since=None if closed is None or said.closed is None else closed - said.closed,
        commit=stated("forecast.judged_commit", question, commit, currency=currency, fiscal_start=start),
        moved=commit - said.commit,
    )
