"""The balanced scorecard of a stance: how far what is wanted is reached, by what is measured."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.figures.resources import of_all
from keyaccount.apps.portfolio.models.scorecards import MEASURES
from keyaccount.apps.portfolio.queries.scorecards import card_at, live_values, readings_at
from keyaccount.apps.portfolio.words import PERSPECTIVES
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.scorecard import BY_KEY, Known, Measure, Wanted, reached, reached_below
from keyaccount.formulas.scorecard import score as score_of
from keyaccount.formulas.segments import Stance
from keyaccount.ui import formatting

COLUMNS = (
    Column("measure", _("Measure")),
    Column("perspective", _("Perspective")),
    Column("said", _("Measured, wanted")),
    Column("weight", _("Weight"), Unit.SHARE),
    Column("reached", _("Reached"), Unit.SHARE),
    Column("points", _("Weight × reached"), Unit.SHARE),
)


def score(question: Question) -> Answer:
    wanted = question.filters.get("stance", "")
    if wanted not in set(Stance):
        return Answer(value=None, notes=(Note("of_one_stance", _("It is asked of one stance: name one.")),))
    rows = lines(question, Stance(wanted))
    found = score_of([Measure(row["weight"], row["reached"]) for row in rows])
    points = sum((row["points"] for row in rows if row["points"] is not None), Decimal(0))
    missing = sum(1 for row in rows if row["reached"] is None)
    text = _("Not measured, so in no part of the score")
    return Answer(
        value=found.value,
        worked=f"{plain(points, 4)} ÷ {plain(found.covered, 4)} = {plain(found.value, 4)}" if found.covered else "",
        inputs=(
            Input("P", _("Σ weight × reached"), points, Unit.SHARE),
            Input("C", _("Weight of what is measured"), found.covered, Unit.SHARE),
        ),
        rows=Rows(
            COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="points",
            sum_of_rows=points,
            symbol="P",
        ),
        notes=(Note("not_measured", text, missing),) if missing else (),
        fiscal_start=load_workspace().fiscal_year_start,
    )


def lines(question: Question, stance: Stance) -> list[dict[str, Any]]:
    """A row for each measure of the card; measured and wanted are shares, or numbers of things."""
    live, read = live_values(of_all(question), stance), readings_at(question.as_of)
    return [
        _line(BY_KEY[key], wanted, live.get(key), read.get((stance, key)))
        for key, wanted in card_at(stance, question.as_of).items()
    ]


def _line(known: Known, wanted: Wanted, live: Decimal | None, reading: Any) -> dict[str, Any]:
    measured = live if known.live else reading and reading.value
    part = (reached_below if known.lower else reached)(measured, wanted.value)
    return {
        "key": known.key,
        "measure": str(MEASURES[known.key]),
        "perspective": str(PERSPECTIVES[known.perspective]),
        "side": str(known.perspective),
        "lower": known.lower,
        "live": known.live,
        "measured": measured,
        "wanted": wanted.value,
        "said": f"{_text(known, measured)} / {'≤ ' if known.lower else ''}{_text(known, wanted.value)}",
        "measured_text": _text(known, measured),
        "wanted_text": f"{'≤ ' if known.lower else ''}{_text(known, wanted.value)}",
        "weight": wanted.weight,
        "reached": part,
        "points": None if part is None else wanted.weight * part,
        "quarter": reading.quarter if reading and not known.live else None,
        "source": reading.source if reading and not known.live else "",
        "author": str(reading.author) if reading and not known.live else "",
    }


def _text(known: Known, value: Decimal | None) -> str:
    return formatting.quantity(value) if known.counted else formatting.share(value, 1)


register(
    Definition(
        key="stances.score",
        title=_("Scorecard of a stance"),
        meaning=_("How far a stance reaches what is wanted: in money, with customers, in processes, with people."),
        words=_(
            "Σ weight × reached ÷ weight of what is measured; reached = measured ÷ wanted (where less is better: "
            "wanted ÷ measured), from 0 to 120%"
        ),
        symbols="P ÷ C",
        unit=Unit.SHARE,
        compute=score,
        options=("stance", "accounts"),
    )
)
