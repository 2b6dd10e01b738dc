"""The funnel as a chart and as the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.figures import Figure, Question, Unit, compute
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale


@dataclass(frozen=True, slots=True)
class StageLine:
    name: str
    win_rate: Decimal | None
    count: Figure
    amount: Figure
    weighted: Figure


@dataclass(frozen=True, slots=True)
class FunnelPage:
    lines: Sequence[StageLine]
    count: Figure
    amount: Figure
    weighted: Figure
    notes: Sequence[Any]
    scale: Scale
    chart: dict[str, Any]
    several: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How deals of the last twelve months ended; whatever period the open ones are narrowed to."""

    win_rate: Figure
    cycle: Figure
    median: Decimal | None
    closed: Figure


def funnel_page(asked: Asked) -> FunnelPage:
    question = asked.question
    funnel = compute("pipeline.funnel", question)
    table: list[dict[str, Any]] = funnel.value if isinstance(funnel.value, list) else []
    several = len({row["pipeline"] for row in table}) > 1
    amounts = [row[key] for row in table for key in ("amount", "weighted")]
    scale = formatting.scale_for(amounts, funnel.currency or "", get_language() or "en")
    return FunnelPage(
        lines=[_line(row, question, several=several) for row in table],
        count=compute("pipeline.count", question),
        amount=compute("pipeline.amount", question),
        weighted=compute("pipeline.weighted", question),
        notes=funnel.notes,
        scale=scale,
        chart=_chart(table, scale, several=several),
        several=several,
    )


def outcomes(asked: Asked) -> Outcomes:
    last = asked.question.as_of
    year = Period(last - timedelta(days=364), last)
    question = replace(asked.question.during(year), filters=_of_people(asked.question))
    cycle = compute("pipeline.cycle_days", question)
    median = next((item.value for item in cycle.inputs if item.unit is Unit.DAYS), None)
    return Outcomes(
        win_rate=compute("pipeline.win_rate", question),
        cycle=cycle,
        median=median if isinstance(median, Decimal) else None,
        closed=compute("pipeline.won", question),
    )


def _of_people(question: Question) -> dict[str, str]:
    """Deals that ended are not narrowed by what only open ones have."""
    return {key: text for key, text in question.filters.items() if key not in {"undated", "closes_from", "closes_to"}}


def _line(row: dict[str, Any], question: Question, *, several: bool) -> StageLine:
    narrowed = question.narrowed(stage=str(row["id"]))
    return StageLine(
        name=_name(row, several=several),
        win_rate=row["win_rate"],
        count=compute("pipeline.count", narrowed),
        amount=compute("pipeline.amount", narrowed),
        weighted=compute("pipeline.weighted", narrowed),
    )


def _name(row: dict[str, Any], *, several: bool) -> str:
    return f"{row['pipeline']} · {row['stage']}" if several else str(row["stage"])


def _chart(table: list[dict[str, Any]], scale: Scale, *, several: bool) -> dict[str, Any]:
    words = {"count": gettext("Deals"), "total": gettext("Amount"), "weighted": gettext("Weighted")}
    stages = [
        {
            "name": _name(row, several=several),
            "count": row["count"],
            "total": float(row["amount"] / scale.divisor),
            "weighted": float(row["weighted"] / scale.divisor),
        }
        for row in table
    ]
    return {
        "title": gettext("Amount and weighted amount per stage"),
        "digits": scale.places,
        "stages": stages,
        "words": words,
    }
