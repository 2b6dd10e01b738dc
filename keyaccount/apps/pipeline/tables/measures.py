"""The analysis of the funnel: what became of a cohort, how fast deals go, which hold it up, why they end as they do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language, gettext

from keyaccount.apps.pipeline.figures.win_loss import BY
from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.tables.filters import Choice
from keyaccount.figures import Figure, Question, Unit, compute
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale

YEAR = timedelta(days=365)
OF_OPEN_DEALS = ("stage", "undated", "closes_from", "closes_to")
SHOWN = 20
SCALARS = (
    "pipeline.lead_conversion",
    "pipeline.proposal_success",
    "pipeline.win_rate",
    "pipeline.cycle_days",
    "pipeline.velocity",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure with the first of its rows and how many more there are."""

    figure: Figure
    rows: Sequence[dict[str, Any]]
    left: int


@dataclass(frozen=True, slots=True)
class Conversion:
    """chart: its data as JSON in the text of an element, since a part that htmx brings may hold no script."""

    figure: Figure
    rows: Sequence[dict[str, Any]]
    chart: str
    bottleneck: Figure
    sentence: str


@dataclass(frozen=True, slots=True)
class Pace:
    """median: of the cycle."""

    scalars: Sequence[Figure]
    median: Decimal | None


@dataclass(frozen=True, slots=True)
class Endings:
    """rated: whether a win rate says anything: each reason belongs to one outcome."""

    figure: Figure
    head: Any
    rows: Sequence[dict[str, Any]]
    scale: Scale
    ways: Sequence[Choice]
    rated: bool


def period_of(asked: Asked) -> Period:
    """The days in which deals of the cohort entered, or closed: a year up to the day asked for, unless the address says
    otherwise."""
    text = asked.given.get("cohort", "")
    if text:
        return Period.parse(text, asked.workspace.fiscal_year_start)
    return _year_to(asked.question.as_of)


def _year_to(day: date) -> Period:
    return Period(day - YEAR + timedelta(days=1), day)


def presets(asked: Asked) -> list[Choice]:
    start, day = asked.workspace.fiscal_year_start, asked.question.as_of
    quarter, year = (Period.containing(day, kind, start) for kind in ("quarter", "year"))
    found = {
        gettext("The last 12 months"): _year_to(day),
        gettext("This quarter"): quarter,
        gettext("Last quarter"): quarter.previous(),
        gettext("This year"): year,
        gettext("Last year"): year.previous(),
    }
    chosen = period_of(asked)
    return [Choice(text, asked.link(cohort=each.label(start)), each == chosen) for text, each in found.items()]


def question_of(asked: Asked) -> Question:
    """What only open deals have narrows no measure of how deals went."""
    filters = {key: text for key, text in asked.question.filters.items() if key not in OF_OPEN_DEALS}
    return replace(asked.question, period=period_of(asked), filters=MappingProxyType(filters))


def conversion(asked: Asked) -> Conversion:
    question = question_of(asked)
    figure, bottleneck = compute("pipeline.conversion", question), compute("pipeline.bottleneck", question)
    rows = figure.value if isinstance(figure.value, list) else []
    return Conversion(figure, rows, json.dumps(_chart(rows)), bottleneck, _sentence(bottleneck))


def _chart(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    stages = [
        {
            "name": row["stage"],
            **{key: row[key] for key in ("advanced", "inside", "fallen")},
            "share": None if row["conversion"] is None else float(row["conversion"] * 100),
        }
        for row in rows
    ]
    words = {
        "advanced": gettext("Went further"),
        "inside": gettext("Still inside"),
        "fallen": gettext("Lost there"),
    }
    return {
        "title": gettext("What became of the deals that entered each stage"),
        "digits": 1,
        "stages": stages,
        "words": words,
    }


def _sentence(bottleneck: Figure) -> str:
    """The bottleneck in one sentence; that there is none, when there is none."""
    row = _furthest(bottleneck.rows.fetch(100), bottleneck.value)
    if row is None:
        return " ".join(str(note.text) for note in bottleneck.notes)
    return gettext(
        "The bottleneck is “%(stage)s”: %(now)s of the decided deals went further, against %(before)s the year before."
    ) % {"stage": row["stage"], "now": formatting.share(row["now"], 1), "before": formatting.share(row["before"], 1)}


def _furthest(rows: Sequence[dict[str, Any]], fall: Any) -> dict[str, Any] | None:
    known = (row for row in rows if None not in (fall, row["now"], row["before"]))
    return next((row for row in known if row["before"] - row["now"] == fall), None)


def pace(asked: Asked) -> Pace:
    question = question_of(asked)
    scalars = [compute(key, question) for key in SCALARS]
    cycle = next(figure for figure in scalars if figure.key == "pipeline.cycle_days")
    median = next((item.value for item in cycle.inputs if item.unit is Unit.DAYS), None)
    return Pace(scalars, median if isinstance(median, Decimal) else None)


def stays(asked: Asked) -> Listed:
    return _listed("pipeline.time_in_stage", question_of(asked))


def stuck(asked: Asked) -> Listed:
    return _listed("pipeline.stuck", question_of(asked).during(None))


def slips(asked: Asked) -> Listed:
    return _listed("pipeline.slips", question_of(asked))


def _listed(key: str, question: Question) -> Listed:
    figure = compute(key, question)
    rows = figure.rows.fetch(SHOWN)
    return Listed(figure, rows, figure.rows.total() - len(rows))


def endings(asked: Asked) -> Endings:
    by = asked.given.get("by", "reason")
    if by not in BY:
        raise Invalid(gettext("Deals cannot be grouped by “%(text)s”."), text=by)
    figure = compute("pipeline.win_loss", question_of(asked).narrowed(by=by))
    rows = figure.value if isinstance(figure.value, list) else []
    amounts = [row[key] for row in rows for key in ("won_amount", "lost_amount")]
    scale = formatting.scale_for(amounts, figure.currency or "", get_language() or "en")
    ways = [Choice(str(text), asked.link(by=key), key == by) for key, text in BY.items()]
    return Endings(figure, BY[by], rows[:SHOWN], scale, ways, by != "reason")
