"""The panels that this domain puts on its page; called when the application starts.

A part of the domain with a page of its own (methods, scenario …) may show its gist here: `slots.add(SLOT, Panel(…))`.
A panel's context is given the Asked of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.tables.frame import exports
from keyaccount.apps.forecast.tables.lines import Line, month_lines, people_lines
from keyaccount.apps.forecast.views.categories import on_deal
from keyaccount.apps.forecast.views.forecast import SLOT
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.figures import compute
from keyaccount.ui import settings_places, slots
from keyaccount.ui.settings_places import Group, Place
from keyaccount.ui.slots import Panel

AMOUNTS = ("target", "closed", "weighted")
DEAL = "forecast-category"
TOTALS = {
    "target": "sales.target",
    "closed": "sales.closed",
    "weighted": "pipeline.weighted",
    "coverage": "pipeline.coverage",
    "gap": "sales.gap",
    "commit": "forecast.judged_commit",
    "best_case": "forecast.judged_best_case",
}


def add_panels() -> None:
    slots.add("opportunity", Panel(DEAL, _("Forecast category"), "forecast/on_deal.html", on_deal, order=20))
    slots.add(SLOT, Panel("people", _("By person"), "forecast/parts/people.html", people, order=50))
    slots.add(SLOT, Panel("months", _("By month"), "forecast/parts/months.html", months, order=60))
    settings_places.add(
        Place(
            "forecast_categories",
            _("Forecast categories"),
            _("Which category the deals of a stage have unless somebody says otherwise."),
            "forecast:stage_categories",
            icon="chart-line",
            group=Group.SALES,
            order=20,
            allowed=administers,
        )
    )


def administers(request: HttpRequest) -> bool:
    return viewer(request).role.may_administer


def people(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    found = people_lines(asked)
    return {"people": found, **_shared(found.lines, asked)}


def months(request: HttpRequest, asked: Asked) -> dict[str, Any] | None:
    lines = month_lines(asked)
    if not lines:
        return None
    return {"lines": lines, "exports": exports("forecast_months", asked), **_shared(lines, asked)}


def _shared(lines: Sequence[Line], asked: Asked) -> dict[str, Any]:
    """The line below the others, and the amounts that say in which unit all are written."""
    total = {name: compute(key, asked.question) for name, key in TOTALS.items()}
    amounts = [getattr(line, name).value for line in lines for name in AMOUNTS]
    return {"total": total, "amounts": amounts}
