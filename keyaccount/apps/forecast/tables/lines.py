"""The forecast by person and by month: lines of figures that add up to those above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from keyaccount.apps.forecast.models import Override
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.cells import Totals, by_month, cells
from keyaccount.apps.forecast.queries.rollup import OfPerson, rollups
from keyaccount.apps.forecast.queries.sellers import question_of
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, Question, compute, stated
from keyaccount.formulas.rollup import BEST_CASE, COMMIT
from keyaccount.kernel.period import Period
from keyaccount.kernel.share import share

MOST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One person or month. closed_share: of the target, for the bar."""

    target: Figure
    closed: Figure
    weighted: Figure
    coverage: Figure
    gap: Figure
    closed_share: Decimal | None


@dataclass(frozen=True, slots=True)
class Called:
    """What counts in a category, and what the deals alone say where that differs."""

    figure: Figure
    computed: Decimal | None


@dataclass(frozen=True, slots=True)
class PersonLine(Line):
    """changes: the numbers that were said of them, newest first."""

    person: User
    link: str
    commit: Called
    best_case: Called
    changes: Sequence[Override]

    @property
    def called(self) -> tuple[Called, Called]:
        return self.commit, self.best_case


@dataclass(frozen=True, slots=True)
class MonthLine(Line):
    month: date
    link: str


@dataclass(frozen=True, slots=True)
class People:
    """left: how many more people there are, and what they add."""

    lines: Sequence[PersonLine]
    left: int
    rest: Totals


def line_values(totals: Totals, target: Decimal | None, question: Question, asked: Asked) -> dict[str, object]:
    currency, start = asked.workspace.base_currency, asked.workspace.fiscal_year_start

    def figure(key: str, value: Decimal | None, unit: str = currency) -> Figure:
        return stated(key, question, value, currency=unit, fiscal_start=start)

    return {
        "target": figure("sales.target", target),
        "closed": figure("sales.closed", totals.closed.value),
        "weighted": figure("pipeline.weighted", totals.weighted.value),
        "coverage": figure("pipeline.coverage", totals.coverage(target)),
        "gap": figure("sales.gap", totals.gap(target)),
        "closed_share": share(totals.closed.value, target),
    }


def people_lines(asked: Asked) -> People:
    """Everyone of the scope who sells, and whoever has something in the period; the largest first."""
    found = rollups(asked.question, asked.workspace)
    lines = [_person(one, asked) for one in found[:MOST_PEOPLE]]
    others = found[MOST_PEOPLE:]
    return People(lines, len(others), sum((one.totals for one in others), Totals()))


def _person(one: OfPerson, asked: Asked) -> PersonLine:
    question = question_of(one.person, asked.question)
    return PersonLine(
        **line_values(one.totals, one.target, question, asked),  # type: ignore[arg-type]
        person=one.person,
        link=asked.link(owner=str(one.person.pk)),
        commit=_called(one, COMMIT, question, asked),
        best_case=_called(one, BEST_CASE, question, asked),
        changes=sorted(one.numbers.values(), key=lambda number: number.valid_from, reverse=True),
    )


def _called(one: OfPerson, category: str, question: Question, asked: Asked) -> Called:
    value, computed = one.counted(one.judged, category), one.counted(one.computed, category)
    figure = stated(
        f"forecast.judged_{category}",
        question,
        value,
        currency=asked.workspace.base_currency,
        fiscal_start=asked.workspace.fiscal_year_start,
    )
    return Called(figure, computed if computed != value else None)


def month_lines(asked: Asked) -> Sequence[MonthLine]:
    """The months of the period, past ones too; a period that is no whole months, or one month, has none."""
    months = _months(asked.period)
    found = by_month(cells(asked.question, asked.workspace))
    return [_month(month, found.get(month.start, Totals()), asked) for month in months]


def _months(period: Period) -> list[Period]:
    months = [Period.month(period.start.year, period.start.month)]
    while months[-1].end < period.end:
        months.append(months[-1].next())
    whole = months[0].start == period.start and months[-1].end == period.end
    return months if whole and len(months) > 1 else []


def _month(month: Period, totals: Totals, asked: Asked) -> MonthLine:
    question = replace(asked.question, period=month)
    target = compute("sales.target", question).value
    values = line_values(totals, target if isinstance(target, Decimal) else None, question, asked)
    return MonthLine(**values, month=month.start, link=asked.link(period=month.label()))  # type: ignore[arg-type]
