"""The roll-up once people have spoken: the manager's number before the person's, that before the computed one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.queries.rollup import OfPerson, rollups
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.converted import sum_of_known
from keyaccount.formulas.rollup import BEST_CASE, COMMIT, PIPELINE

COMPUTED = {COMMIT: "forecast.commit", BEST_CASE: "forecast.best_case", PIPELINE: "forecast.pipeline"}
TITLES = {
    COMMIT: _("Commit as judged"),
    BEST_CASE: _("Best case as judged"),
    PIPELINE: _("Pipeline as judged"),
}
COLUMNS = (
    Column("person", _("Person")),
    Column("computed", _("Computed"), Unit.MONEY),
    Column("own", _("Person's own"), Unit.MONEY),
    Column("manager", _("Manager's"), Unit.MONEY),
    Column("counts", _("Counts"), Unit.MONEY),
)


def judged(category: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        workspace = load_workspace()
        lines = rollups(question, workspace)
        value = sum_of_known(_counts(line, category) for line in lines)
        computed = compute(COMPUTED[category], question)
        return Answer(
            value=value,
            worked=" + ".join(plain(_counts(line, category)) for line in lines[:MOST_TERMS]) + f" = {plain(value)}"
            if len(lines) <= MOST_TERMS
            else f"Σ = {plain(value)}",
            inputs=(Input("A", computed.title, computed.value, Unit.MONEY, computed),),
            rows=Rows(
                columns=COLUMNS,
                fetch=lambda limit: [_row(line, category) for line in lines[:limit]],
                total=lambda: len(lines),
                adds_up="counts",
                sum_of_rows=value,
            ),
            currency=workspace.base_currency,
            fiscal_start=workspace.fiscal_year_start,
        )

    return answer


MOST_TERMS = 12


def _row(line: OfPerson, category: str) -> dict[str, Any]:
    return {
        "id": line.person.pk,
        "person": line.person.display_name,
        "computed": line.counted(line.computed, category),
        "own": line.own.of(category),
        "manager": line.manager.of(category),
        "counts": _counts(line, category),
    }


def _counts(line: OfPerson, category: str) -> Decimal | None:
    return line.counted(line.judged, category)


for _category, _title in TITLES.items():
    register(
        Definition(
            key=f"forecast.judged_{_category}",
            title=_title,
            meaning=_("The roll-up once people have spoken: the manager's number before the person's own."),
            words=_("sum over people: the manager's number, else the person's own, else the computed one"),
            symbols="Σ (m, else o, else a)",
            unit=Unit.MONEY,
            compute=judged(_category),
            default_period=this_quarter,
            inputs=(COMPUTED[_category],),
        )
    )
