"""In which industries things are moving: signals by industry and month."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.queries.heat import heat_of
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Question, Rows, Unit, register
from keyaccount.kernel.period import Period

COLUMNS = (
    Column("industry", _("Industry")),
    Column("month", _("Month")),
    Column("count", _("Signals"), Unit.COUNT),
)


def check(question: Question) -> Answer:
    found = heat_of(question)
    total = sum(found.values())
    table: list[dict[str, Any]] = [
        {"id": place, "industry": industry, "month": month, "count": count}
        for place, ((industry, month), count) in enumerate(sorted(found.items()))
    ]
    return Answer(
        value=total,
        worked=f"n = {total}",
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            adds_up="count",
            sum_of_rows=total,
        ),
        fiscal_start=load_workspace().fiscal_year_start,
    )


def _year(question: Question) -> Period:
    return Period.containing(question.as_of, "year", load_workspace().fiscal_year_start)


register(
    Definition(
        key="accounts.industry_heat",
        title=_("Industry heat"),
        meaning=_("How many signals of change came from each industry: whoever is hot is hiring."),
        words=_("the number of signals dated in the period, by industry and month"),
        symbols="n",
        unit=Unit.COUNT,
        compute=check,
        default_period=_year,
    )
)
