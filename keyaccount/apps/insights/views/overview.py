"""All figures on one page, for one scope, period and day; and who won how much in which month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.figures import Figure, Question, Unit
from keyaccount.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Pivot:
    """amounts[person][month]; None where nothing was won, or nothing of it could be converted."""

    months: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Decimal | None, ...], Decimal | None], ...]
    sums: tuple[Decimal | None, ...]
    total: Decimal | None


@require_safe
@page
def overview(request: HttpRequest) -> HttpResponse:
    question = question_from(_asked(request), viewer=viewer(request), today=today_of(request))
    fiscal_start = load_workspace().fiscal_year_start
    if question.period is None:
        question = question.during(Period.containing(question.as_of, "quarter", fiscal_start))
    won = figures.compute("sales.by_month", _whole_year(question, fiscal_start))
    shown = {
        "figures": [
            figures.stated(item.key, question, None) if item.walks_history else figures.compute(item.key, question)
            for item in figures.definitions()
            if item.unit is not Unit.TABLE and item.answers(question.scope)
        ],
        "alone": {item.key for item in figures.definitions() if item.walks_history},
        "question": question,
        "period": question.period.label(fiscal_start) if question.period else "",
        "won": won,
        "pivot": pivot_of(won),
    }
    return render(request, "insights/overview.html", shown)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: text for key in ("scope", "period", "as_of") if (text := request.GET.get(key, ""))}


def _whole_year(question: Question, fiscal_start: int) -> Question:
    start = question.period.start if question.period else question.as_of
    return question.during(Period.containing(start, "year", fiscal_start))


def pivot_of(won: Figure) -> Pivot:
    """Months across, people down, largest first; the sums are those of the figure's own rows."""
    rows = won.value if isinstance(won.value, list) else []
    months = tuple(sorted({row["month"] for row in rows}))
    cells = {(row["person_id"], row["month"]): row["amount"] for row in rows}
    names = {row["person_id"]: row["person"] for row in rows}
    lines = [
        (names[person], tuple(cells.get((person, month)) for month in months), _sum(cells, person=person))
        for person in names
    ]
    sums = tuple(_sum(cells, month=month) for month in months)
    return Pivot(months, tuple(sorted(lines, key=lambda line: -(line[2] or 0))), sums, _sum(cells))


def _sum(
    cells: dict[tuple[int, str], Decimal | None], *, person: int | None = None, month: str | None = None
) -> Decimal | None:
    """Of what is known; None where nothing is."""
    found = [amount for (who, when), amount in cells.items() if person in {None, who} and month in {None, when}]
    known = [amount for amount in found if amount is not None]
    return sum(known, Decimal(0)) if known else None
