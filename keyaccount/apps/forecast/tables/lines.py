"""The forecast by person and by month: lines of figures that add up to those above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.cells import Totals, by_month, by_owner, cells
from keyaccount.apps.forecast.queries.sellers import people_named, question_of, sellers, targets_of
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, Question, compute, stated
from keyaccount.formulas import forecast
from keyaccount.kernel.period import Period
from keyaccount.kernel.share import share

MOST_PEOPLE = 60


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
class PersonLine(Line):
    person: User
    link: str


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
        "closed": figure("sales.closed", totals.closed),
        "weighted": figure("pipeline.weighted", totals.weighted),
        "coverage": figure("pipeline.coverage", forecast.coverage(totals.closed, totals.weighted, target)),
        "gap": figure("sales.gap", forecast.gap(target, totals.closed, totals.weighted)),
        "closed_share": share(totals.closed, target),
    }


def people_lines(asked: Asked) -> People:
    """Everyone of the scope who sells, and whoever has something in the period; the largest first."""
    question = asked.question
    found = by_owner(cells(question, asked.workspace))
    people = {person.pk: person for person in sellers(question)}
    people |= people_named(found.keys() - people.keys())
    targets = targets_of(people, question, asked.workspace)
    order = sorted(people.values(), key=lambda one: _rank(targets.get(one.pk), found.get(one.pk, Totals())))
    lines = [_person(one, found.get(one.pk, Totals()), targets.get(one.pk), asked) for one in order[:MOST_PEOPLE]]
    others = order[MOST_PEOPLE:]
    return People(lines, len(others), sum((found.get(one.pk, Totals()) for one in others), Totals()))


def _rank(target: Decimal | None, totals: Totals) -> tuple[Decimal, Decimal]:
    return -(target or Decimal(0)), -(totals.closed + totals.weighted)


def _person(person: User, totals: Totals, target: Decimal | None, asked: Asked) -> PersonLine:
    values = line_values(totals, target, question_of(person, asked.question), asked)
    return PersonLine(**values, person=person, link=asked.link(owner=str(person.pk)))  # type: ignore[arg-type]


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
