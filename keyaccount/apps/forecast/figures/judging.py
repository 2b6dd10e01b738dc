"""How right the methods were in the months that are over: each predicted from what was known when it began."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keyaccount.apps.forecast.figures.methods import nothing_said
from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.apps.forecast.queries.runs import JUDGED_AT_LEAST, Record, best_of, records
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.forecasting.interface import MethodName
from keyaccount.kernel.errors import Invalid

COLUMNS = (
    Column("name", gettext_lazy("Month")),
    Column("said", pgettext_lazy("of a method", "Said"), Unit.MONEY),
    Column("came", pgettext_lazy("of a month’s revenue", "Came"), Unit.MONEY),
    Column("off", gettext_lazy("Off by"), Unit.MONEY),
)
Measure = Callable[[Record], Decimal | None]


def judged(measure: Measure, question: Question) -> Answer:
    """Of the method asked for, else of the best."""
    record = asked_for(question)
    workspace = load_workspace()
    common = {"currency": workspace.base_currency, "fiscal_start": workspace.fiscal_year_start}
    if record is None or not record.judged:
        return Answer(value=None, rows=Rows(columns=COLUMNS), notes=_why_none(question), **common)  # type: ignore[arg-type]
    off = sum((abs(pair.said - pair.came) for pair in record.pairs), Decimal(0))
    came = sum((abs(pair.came) for pair in record.pairs), Decimal(0))
    value = measure(record)
    return Answer(
        value=value,
        inputs=(
            Input("n", gettext_lazy("Months judged"), len(record.judged), Unit.COUNT),
            Input("e", gettext_lazy("Off in all, without sign"), off, Unit.MONEY),
            Input("c", gettext_lazy("Came in all"), came, Unit.MONEY),
        ),
        rows=_rows(record),
        notes=(Note("method", str(MethodChoice(record.method).label)),),
        worked=plain(value, 4),
        **common,  # type: ignore[arg-type]
    )


def asked_for(question: Question) -> Record | None:
    name = question.filters.get("method", "")
    if not name:
        return best_of(question)
    if name not in set(MethodName):
        known = ", ".join(MethodName)
        raise Invalid(_("There is no method “%(name)s”. Known: %(known)s."), name=name, known=known)
    return records(question)[MethodName(name)]


def _rows(record: Record) -> Rows:
    lines: list[dict[str, Any]] = [
        {
            "name": each.month.isoformat()[:7],
            "said": each.said,
            "came": each.came,
            "off": abs((each.said or Decimal(0)) - (each.came or Decimal(0))),
        }
        for each in record.judged
    ]
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: lines[:limit],
        total=lambda: len(lines),
        adds_up="off",
        sum_of_rows=sum((line["off"] for line in lines), Decimal(0)),
        symbol="e",
    )


def _why_none(question: Question) -> tuple[Note, ...]:
    if why := nothing_said(question):
        return (why,)
    text = _("Too few months to judge by: a method is compared from %(months)d months on.") % {
        "months": JUDGED_AT_LEAST
    }
    return (Note("too_few_months", text),)


def table(question: Question) -> Answer:
    """A line a method; the rows say the same."""
    found = list(records(question).values())
    lines = [
        {
            "method": str(record.method),
            "name": str(MethodChoice(record.method).label),
            "months": len(record.judged),
            "wape": record.wape,
            "bias": record.bias,
            "coverage": record.coverage,
            "best": record.is_best,
        }
        for record in found
    ]
    why = nothing_said(question)
    return Answer(
        value=[] if why else lines,
        notes=(why,) if why else (),
        fiscal_start=load_workspace().fiscal_year_start,
    )


register(
    Definition(
        key="forecast.wape",
        title=gettext_lazy("Mean error"),
        meaning=gettext_lazy("How far the method was off in the months that are over, weighted by their size (WAPE)."),
        words=gettext_lazy("sum of |said − came| ÷ sum of what came, each month said from what was known at its start"),
        symbols="Σ|s − c| ÷ Σ|c|",
        unit=Unit.SHARE,
        compute=lambda question: judged(lambda record: record.wape, question),
        options=("method",),
    )
)
register(
    Definition(
        key="forecast.bias",
        title=gettext_lazy("Bias"),
        meaning=gettext_lazy("Whether the method says too much (above zero) or too little."),
        words=gettext_lazy("sum of (said − came) ÷ sum of what came"),
        symbols="Σ(s − c) ÷ Σ|c|",
        unit=Unit.SHARE,
        compute=lambda question: judged(lambda record: record.bias, question),
        options=("method",),
    )
)
register(
    Definition(
        key="forecast.interval_coverage",
        title=gettext_lazy("Interval held"),
        meaning=gettext_lazy("In how many months the interval held what came; an 80 % interval should hold 80 %."),
        words=gettext_lazy("months in whose interval lay what came ÷ months judged"),
        symbols="n(l ≤ c ≤ h) ÷ n",
        unit=Unit.SHARE,
        compute=lambda question: judged(lambda record: record.coverage, question),
        options=("method",),
    )
)
register(
    Definition(
        key="forecast.methods",
        title=gettext_lazy("Forecasting methods"),
        meaning=gettext_lazy("All methods with their errors in the months that are over; the best is marked."),
        words=gettext_lazy("per method: months judged, mean error, bias, how often the interval held"),
        symbols="Σ|s − c| ÷ Σ|c|",
        unit=Unit.TABLE,
        compute=table,
    )
)
