"""How right the forecasts were: error and bias of what was submitted, and of the weighted amount stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.forecast.queries.by_stage import by_stage, is_over
from keyaccount.apps.forecast.queries.ledger import SOURCES, USUAL, Entry, entries, judged
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.accuracy import Judged, bias, wape
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period

COLUMNS = (
    Column("person", _("Person")),
    Column("period", _("Period")),
    Column("on", _("Submitted on")),
    Column("said", _("Said"), Unit.MONEY),
    Column("came", pgettext_lazy("of a month’s revenue", "Came"), Unit.MONEY),
    Column("error", _("Error"), Unit.MONEY),
)
STAGE_COLUMNS = (
    Column("stage", _("Stage")),
    Column("count", _("Deals"), Unit.COUNT),
    Column("said", _("Weighted then"), Unit.MONEY),
    Column("came", _("Became"), Unit.MONEY),
    Column("bias", _("Bias"), Unit.SHARE),
)
NOTHING = Note("no_submissions", _("Nothing was submitted for a period that is over."))
STILL_OPEN = Note("still_open", _("The period is still open; what came is known when it is over."))


def measured(measure: Callable[[Iterable[Judged]], Decimal | None]) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        workspace, source = load_workspace(), source_of(question)
        found = [one for one in entries(question, workspace) if one.came is not None]
        known = judged(found, source)
        value = measure(known)
        came = sum((abs(one.came) for one in known), Decimal(0))
        return Answer(
            value=value,
            worked=f"{plain(_over(value, came))} ÷ {plain(came)} = {plain(value, 4)}",
            rows=Rows(
                columns=COLUMNS,
                fetch=lambda limit: [_row(one, source, workspace.fiscal_year_start) for one in found[:limit]],
                total=lambda: len(found),
            ),
            notes=() if known else (NOTHING,),
            currency=workspace.base_currency,
            fiscal_start=workspace.fiscal_year_start,
        )

    return answer


def source_of(question: Question) -> str:
    source = question.filters.get("prediction", "") or USUAL
    if source not in SOURCES:
        known = ", ".join(SOURCES)
        raise Invalid(_("“%(source)s” is no source of predictions. Known: %(known)s."), source=source, known=known)
    return source


def _over(value: Decimal | None, came: Decimal) -> Decimal | None:
    return None if value is None else value * came


def _row(one: Entry, source: str, fiscal_start: int) -> dict[str, Any]:
    said, came = one.said(source), one.came
    return {
        "id": one.submission.pk,
        "person": one.submission.person.display_name,
        "period": one.period.label(fiscal_start),
        "on": one.on,
        "said": said,
        "came": came,
        "error": None if said is None or came is None else said - came,
    }


def stage_bias(question: Question) -> Answer:
    workspace = load_workspace()
    found = by_stage(question, workspace)
    table: list[dict[str, Any]] = [
        {
            "id": one.stage.pk,
            "stage": one.stage.label,
            "count": one.count,
            "said": one.judged.said,
            "came": one.judged.came,
            "bias": bias([one.judged]),
        }
        for one in found
    ]
    return Answer(
        value=table,
        worked=f"Σ = {plain(sum((one.judged.said for one in found), Decimal(0)))}",
        rows=Rows(columns=STAGE_COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        notes=() if is_over(question) else (STILL_OPEN,),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def last_quarter(question: Question) -> Period:
    start = load_workspace().fiscal_year_start
    return Period.containing(question.as_of, "quarter", start).previous()


register(
    Definition(
        key="forecast.accuracy",
        title=_("Forecast error"),
        meaning=_("How far submissions were from what came, over periods that are over. Less is better."),
        words=_("sum of |said − came| ÷ sum of what came, over every submission"),
        symbols="Σ |s − c| ÷ Σ |c|",
        unit=Unit.SHARE,
        compute=measured(wape),
        default_period=last_year,
        options=("prediction",),
    )
)
register(
    Definition(
        key="forecast.promise_bias",
        title=_("Forecast bias"),
        meaning=_("Above zero more was said than came, below zero less."),
        words=_("sum of (said − came) ÷ sum of what came, over every submission"),
        symbols="Σ (s − c) ÷ Σ |c|",
        unit=Unit.SHARE,
        compute=measured(bias),
        default_period=last_year,
        options=("prediction",),
    )
)
register(
    Definition(
        key="forecast.stage_bias",
        title=_("Bias by stage"),
        meaning=_("Per stage: what was weighted at the period's start, and what those deals became in it."),
        words=_("per stage: (weighted at the start − won of those deals) ÷ won of those deals"),
        symbols="(w − c) ÷ c",
        unit=Unit.TABLE,
        compute=stage_bias,
        default_period=last_quarter,
    )
)
