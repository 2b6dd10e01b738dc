"""The roll-up as a table: computed, the person's and the manager's number side by side, and who has submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from keyaccount.apps.forecast.models import Override, Spoken, Submission
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.categories import moment_of
from keyaccount.apps.forecast.queries.owing import owing
from keyaccount.apps.forecast.queries.rollup import OfPerson, rollups
from keyaccount.apps.forecast.queries.sellers import question_of
from keyaccount.apps.forecast.queries.submissions import submissions_at, week_of
from keyaccount.apps.forecast.services.speaking import speaks_for
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, compute, stated

MOST_PEOPLE = 100
CATEGORIES = (Spoken.COMMIT, Spoken.BEST_CASE, Spoken.PIPELINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One category of one person. url: where whoever may say a number says it, for themselves or as the manager."""

    category: str
    computed: Figure
    own: Override | None
    manager: Override | None
    counts: Figure
    own_url: str = ""
    manager_url: str = ""


@dataclass(frozen=True, slots=True)
class RollupLine:
    person: User
    cells: Sequence[Cell]
    submission: Submission | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class RollupPage:
    """left: people who are not shown; due: those who have not submitted this week."""

    lines: Sequence[RollupLine]
    totals: Sequence[tuple[Figure, Figure]]
    left: int
    due: Sequence[User]
    week: date
    amounts: Sequence[Decimal]


def rollup_page(asked: Asked) -> RollupPage:
    found = rollups(asked.question, asked.workspace)
    promised = submissions_at(asked.period, moment_of(asked.question, asked.workspace), asked.question.viewer)
    due = owing((one.person for one in found), promised, asked.question, asked.workspace)
    late = {person.pk for person in due}
    lines = [_line(one, promised.get(one.person.pk), asked, is_due=one.person.pk in late) for one in found]
    return RollupPage(
        lines=lines[:MOST_PEOPLE],
        totals=[_total(category, asked) for category in CATEGORIES],
        left=max(0, len(lines) - MOST_PEOPLE),
        due=due,
        week=week_of(asked.question.as_of),
        amounts=[line.judged.pipeline for line in found],
    )


def _total(category: str, asked: Asked) -> tuple[Figure, Figure]:
    keys = (f"forecast.{category}", f"forecast.judged_{category}")
    computed, counts = (compute(key, asked.question) for key in keys)
    return computed, counts


def _line(one: OfPerson, last: Submission | None, asked: Asked, *, is_due: bool) -> RollupLine:
    return RollupLine(one.person, [_cell(one, category, asked) for category in CATEGORIES], last, is_due)


def _cell(one: OfPerson, category: str, asked: Asked) -> Cell:
    viewer, question = asked.question.viewer, question_of(one.person, asked.question)
    is_open = asked.question.is_live and asked.period.end >= asked.question.today
    url = number_url(one.person, category, asked)

    def figure(key: str, value: Decimal | None) -> Figure:
        start, currency = asked.workspace.fiscal_year_start, asked.workspace.base_currency
        return stated(key, question, value, currency=currency, fiscal_start=start)

    return Cell(
        category=category,
        computed=figure(f"forecast.{category}", one.counted(one.computed, category)),
        own=one.numbers.get((False, category)),
        manager=one.numbers.get((True, category)),
        counts=figure(f"forecast.judged_{category}", one.counted(one.judged, category)),
        own_url=url if is_open and viewer.pk == one.person.pk and viewer.role.may_create else "",
        manager_url=url if is_open and speaks_for(viewer, one.person) else "",
    )


def number_url(person: User, category: str, asked: Asked) -> str:
    return f"{reverse('forecast:number', args=[person.pk, category])}?{urlencode(asked.parts())}"
