"""The roll-up of a period by person: what the deals say, what the person says, what the manager says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.forecast.models import Override
from keyaccount.apps.forecast.queries.categories import moment_of
from keyaccount.apps.forecast.queries.cells import Totals, by_owner, cells
from keyaccount.apps.forecast.queries.sellers import people_named, sellers, targets_of
from keyaccount.apps.workspace.models import User, Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.converted import sum_of_known
from keyaccount.formulas.rollup import ZERO, Rollup, Said, cumulative, judged

Numbers = Mapping[tuple[bool, str], Override]


@dataclass(frozen=True, slots=True)
class OfPerson:
    """numbers: what was said, by (by the manager?, category)."""

    person: User
    totals: Totals
    target: Decimal | None
    numbers: Numbers

    @property
    def computed(self) -> Rollup:
        return cumulative(self.totals.alone)

    @property
    def own(self) -> Said:
        return said(self.numbers, by_manager=False)

    @property
    def manager(self) -> Said:
        return said(self.numbers, by_manager=True)

    @property
    def judged(self) -> Rollup:
        return judged(self.computed, self.own, self.manager)

    def counted(self, rollup: Rollup, category: str) -> Decimal | None:
        """The amount in it; None where there is none, and what is closed could not be converted."""
        return sum_of_known((rollup.of(category), ZERO if self.totals.closed.value is not None else None))

    @property
    def promised(self) -> Rollup:
        """What the person says, whatever the manager makes of it."""
        return judged(self.computed, self.own)


def said(numbers: Numbers, *, by_manager: bool) -> Said:
    amounts = {category: number.amount for (manager, category), number in numbers.items() if manager == by_manager}
    return Said(**amounts)


@memo.once
def rollups(question: Question, workspace: Workspace) -> Sequence[OfPerson]:
    """Everyone of the scope who sells, whoever has something in the period; the largest first."""
    found = by_owner(cells(question, workspace))
    people = {person.pk: person for person in sellers(question)}
    people |= people_named(found.keys() - people.keys())
    targets, numbers = targets_of(people, question, workspace), numbers_of(people, question, workspace)
    lines = [
        OfPerson(one, found.get(one.pk, Totals()), targets.get(one.pk), numbers.get(one.pk, {}))
        for one in people.values()
    ]
    return sorted(lines, key=_rank)


def _rank(line: OfPerson) -> tuple[Decimal, Decimal, int]:
    return -(line.target or Decimal(0)), -(line.totals.closed.amount + line.totals.weighted.amount), line.person.pk


def numbers_of(people: Iterable[int], question: Question, workspace: Workspace) -> Mapping[int, Numbers]:
    """What was said of each person for just this period, as it held on the question's day."""
    if question.period is None:
        return {}
    held = Override.objects.visible_to(question.viewer).until(moment_of(question, workspace))
    rows = held.filter(
        period_start=question.period.start, period_end=question.period.end, person__in=list(people)
    ).select_related("author")
    found: dict[int, dict[tuple[bool, str], Override]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.person_id, {})[row.by_manager, row.category] = row
    return found


def past_numbers(question: Question, limit: int) -> list[Override]:
    """Every number that was said of the scope's people for this period, newest first, also those that ended."""
    if question.period is None:
        return []
    rows = Override.objects.visible_to(question.viewer).filter(
        period_start=question.period.start,
        period_end=question.period.end,
        person__in=[person.pk for person in sellers(question)],
    )
    return list(rows.select_related("person", "author", "ended_by")[:limit])
