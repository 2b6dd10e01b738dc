"""The page of the methods: a line for each with what it says and how right it was, and a picture against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from keyaccount.apps.forecast.figures.methods import by_weekdays, nothing_said, reasons_of
from keyaccount.apps.forecast.models import ForecastRun, MonthForecast
from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.apps.forecast.queries.runs import Record, best_of, records, run_at
from keyaccount.apps.forecast.words import HOW, NOTHING_TO_GO_BY, missing
from keyaccount.figures import Figure, Input, Question, Unit, compute
from keyaccount.figures.figure import Text
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale

REASONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """What a method says of one month to come, with the ends of its interval; lack: why it says nothing."""

    figure: Figure
    low: Decimal | None
    high: Decimal | None
    lack: Text = ""


@dataclass(frozen=True, slots=True)
class MethodLine:
    record: Record
    name: str
    how: Any
    cells: Sequence[Cell]
    wape: Figure
    bias: Figure
    coverage: Figure
    lack: str
    notes: Sequence[str]
    reasons: Sequence[Input]
    chart: dict[str, Any] | None
    over: Sequence[MonthForecast]

    @property
    def key(self) -> str:
        return str(self.record.method)

    @property
    def chart_id(self) -> str:
        return f"fan-{self.key}"


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """note: why there is nothing to show, if that is so."""

    run: ForecastRun | None
    note: str
    months: Sequence[date]
    lines: Sequence[MethodLine]
    best: MethodLine | None
    scale: Scale | None


def methods_page(question: Question, currency: str) -> MethodsPage:
    run, why = run_at(question.as_of), nothing_said(question)
    if why is not None:
        return MethodsPage(run, "" if run is None else str(why.text), [], [], None, None)
    found = list(records(question).values())
    months = sorted({each.month for record in found for each in record.ahead})
    amounts = [each.said for record in found for each in (*record.judged, *record.ahead)]
    scale = formatting.scale_for(amounts, currency, get_language() or "en")
    lines = [_line(record, months, question, scale) for record in found]
    winner = best_of(question)
    best = next((line for line in lines if winner is not None and line.record.method == winner.method), None)
    return MethodsPage(run, "", months, lines, best, scale)


def best_gist(question: Question) -> dict[str, Any] | None:
    """The best method's months ahead and its mean error; None where nothing was fitted, or not for this reader."""
    best = best_of(question)
    if best is None:
        return None
    said = [each for each in best.ahead if each.said is not None]
    return {
        "name": MethodChoice(best.method).label,
        "cells": [(each.month, _cell(best, each.month, each, question)) for each in said],
        "wape": compute("forecast.wape", question.narrowed(method=str(best.method))),
    }


def _line(record: Record, months: Sequence[date], question: Question, scale: Scale) -> MethodLine:
    ahead = {each.month: each for each in record.ahead}
    of_method = question.narrowed(method=str(record.method))
    lack = record.lack
    return MethodLine(
        record=record,
        name=str(MethodChoice(record.method).label),
        how=HOW[record.method],
        cells=[_cell(record, month, ahead[month], question) for month in months if month in ahead],
        wape=compute("forecast.wape", of_method),
        bias=compute("forecast.bias", of_method),
        coverage=compute("forecast.interval_coverage", of_method),
        lack=missing(lack.lack, lack.have, lack.need) if lack else "",
        notes=by_weekdays(record.ahead),
        reasons=_reasons(record),
        chart=_chart(record, scale) if record.judged or not lack else None,
        over=sorted((*record.judged, *record.silent), key=lambda each: each.month),
    )


def _cell(record: Record, month: date, said: MonthForecast, question: Question) -> Cell:
    asked = question.during(Period.month(month.year, month.month))
    lack = NOTHING_TO_GO_BY if said.is_blank else ""
    return Cell(compute(f"forecast.{record.method}", asked), said.low, said.high, lack)


def _reasons(record: Record) -> Sequence[Input]:
    """Of the next whole month, or of the running one where nothing else is said; the rest stands in the drawer."""
    told = [each for each in record.ahead if each.said is not None]
    chosen = told[1:2] or told[:1]
    money = [each for said in chosen for each in reasons_of(said) if each.unit == Unit.MONEY and each.value]
    parts = [each for each in money if each.symbol.startswith("r")]
    return parts[:REASONS_SHOWN]


def _chart(record: Record, scale: Scale) -> dict[str, Any]:
    """Months that are over with what came, and those to come; amounts in the unit that the page is written in."""
    shown = sorted((*record.judged, *record.silent, *record.ahead), key=lambda each: each.month)
    told = [each.shown for each in shown]

    def scaled(amount: Decimal | None) -> float | None:
        return None if amount is None else float(amount / scale.divisor)

    return {
        "title": gettext("What “%(method)s” said against what came, month by month")
        % {"method": MethodChoice(record.method).label},
        "digits": scale.places,
        "x": [_month(each.month) for each in shown],
        "came": [scaled(each.came) for each in shown],
        "said": [scaled(said) for said, _low, _high in told],
        "low": [scaled(low) for _said, low, _high in told],
        "high": [scaled(high) for _said, _low, high in told],
        "words": {
            "came": pgettext("of a month’s revenue", "Came"),
            "said": pgettext("of a method", "Said"),
            "band": gettext("Interval"),
        },
    }


def _month(first: date) -> str:
    """The year stands below its January."""
    return f"{first.month}" if first.month > 1 else f"1\n{first.year}"
