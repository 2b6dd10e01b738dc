"""How accounts moved between segments: from one day to another, and the way of one account over quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from keyaccount.apps.portfolio.queries.segments import Placed, standings
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question
from keyaccount.kernel.period import Period

QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Move:
    before: Placed
    after: Placed

    @property
    def account_id(self) -> int:
        return self.after.account_id

    @property
    def stayed(self) -> bool:
        return self.before.key == self.after.key


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an account stood at the end of a quarter; `label` names the quarter, empty for the day asked about."""

    label: str
    day: date
    placed: Placed


def moves(question: Question, since: date) -> list[Move]:
    """Every account the viewer sees, as it stood on both days, the largest revenue first."""
    before = {one.account_id: one for one in standings(question.at(since))}
    return [Move(before[one.account_id], one) for one in standings(question) if one.account_id in before]


def quarter_ends(question: Question, count: int = QUARTERS) -> Sequence[tuple[str, date]]:
    """The last quarters that are over by the question's day, oldest first, by their names."""
    start = load_workspace().fiscal_year_start
    quarter = Period.containing(question.as_of, "quarter", start)
    found: list[tuple[str, date]] = []
    for _back in range(count):
        quarter = quarter.previous()
        found.insert(0, (quarter.label(start), quarter.end))
    return found


def trail(question: Question) -> list[Stood]:
    """The account that is asked about, at the end of each of the last quarters and on the day itself."""
    days = [*quarter_ends(question), ("", question.as_of)]
    found: list[Stood] = []
    for label, day in days:
        found += [Stood(label, day, one) for one in standings(replace(question, as_of=day))]
    return found
