"""How revenue and profit are spread over the accounts, as the page draws it: the chart, and the sentence of 80/20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from keyaccount.figures import Figure, Question, compute
from keyaccount.ui import formatting

POINTS = 200
HUNDRED = Decimal(100)
LARGEST = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of the page, and the picture that says the same."""

    pareto: Figure
    for_80: Figure
    top_ten: Figure
    whale: Figure
    classes: Figure
    tiers: Figure
    inputs: dict[str, Any]
    rows: Sequence[dict[str, Any]]
    chart: dict[str, Any] | None

    @property
    def amounts(self) -> list[Decimal]:
        return [row["revenue"] for row in self.rows]


def spread_of(question: Question) -> Spread:
    pareto, whale = compute("accounts.pareto", question), compute("accounts.whale", question)
    rows = pareto.rows.fetch(pareto.rows.total())
    return Spread(
        pareto=pareto,
        for_80=compute("accounts.for_80", question),
        top_ten=compute("accounts.top_ten", question),
        whale=whale,
        classes=compute("accounts.potential_class", question),
        tiers=compute("accounts.tiers", question.during(None)),
        inputs={item.symbol: item.value for item in pareto.inputs},
        rows=rows[:LARGEST],
        chart=_chart(rows, whale, pareto) if rows else None,
    )


def _chart(rows: Sequence[dict[str, Any]], whale: Figure, pareto: Figure) -> dict[str, Any]:
    profits = whale.value if isinstance(whale.value, list) else []
    drawn = [row["cumulated"] for row in profits if row["cumulated"] is not None]
    top = formatting.share(Decimal(str(pareto.value)), 0)
    data: dict[str, Any] = {
        "title": gettext("Revenue and profit of the accounts, piled up from the largest on"),
        "revenue": curve([row["cumulated"] for row in rows]),
        "words": {
            "x": gettext("share of the accounts"),
            "revenue": gettext("Closed revenue"),
            "profit": gettext("Profit"),
            "cut": gettext("20%% of them: %(share)s") % {"share": top},
        },
    }
    return data | ({"profit": curve(drawn)} if drawn else {})


def curve(cumulated: Sequence[Decimal]) -> list[list[float]]:
    """Points in percent, from nothing on; of many accounts every so many, with the first, the fifth, the last."""
    count = len(cumulated)
    places = {round(step * count / POINTS) for step in range(POINTS + 1)} | {1, -(-count // 5), count}
    shown = (place for place in sorted(places) if 0 < place <= count)
    drawn = ([float(HUNDRED * place / count), float(cumulated[place - 1] * HUNDRED)] for place in shown)
    return [[0.0, 0.0], *drawn]
