"""Pipeline flow: why the weighted funnel moved between two days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.rows import list_query
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.flow import Flow, flow_between
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Question, Rows, Unit, compute, register
from keyaccount.figures.figure import Text
from keyaccount.figures.registry import plain
from keyaccount.formulas.flow import STEPS

BARS: dict[str, Text] = {
    "opening": _("Opening"),
    "new": _("New"),
    "reopened": _("Reopened"),
    "stage_up": _("Stage up"),
    "stage_down": _("Stage down"),
    "amount_up": _("Amount up"),
    "amount_down": _("Amount down"),
    "pulled_in": _("Pulled in"),
    "pushed_out": _("Pushed out"),
    "joined": _("Joined"),
    "left": _("Left"),
    "won": _("Won"),
    "lost": _("Lost"),
    "archived": _("Archived"),
    "exchange": _("Exchange rates"),
    "closing": pgettext_lazy("weighted funnel at the last day", "Closing"),
}
COLUMNS = (
    Column("title", _("Step")),
    Column("deals", _("Deals"), Unit.COUNT),
    Column("amount", _("Effect on weighted"), Unit.MONEY),
)
WEEK = timedelta(days=7)


def flow(question: Question) -> Answer:
    workspace = load_workspace()
    since = question.since or question.as_of - WEEK
    found = flow_between(question, since, workspace)
    table = _table(found)
    return Answer(
        value=table,
        worked=" ".join(f"{'−' if row['amount'] < 0 else '+'} {plain(abs(row['amount']))}" for row in table[:-1])
        + f" = {plain(found.bars.closing)}",
        inputs=(
            Input("W₀", _("Weighted funnel at the first day"), found.bars.opening, Unit.MONEY),
            Input("W₁", _("Weighted funnel at the last day"), found.bars.closing, Unit.MONEY),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            outside=lambda: notes.outside_view(question, workspace, StateStatus.OPEN),
            list_query=list_query(question),
        ),
        notes=notes.unconvertible(found.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def rows_of(question: Question) -> Rows:
    """The bars as the rows behind another figure, computed only when they are asked for."""

    def found() -> Rows:
        return compute("pipeline.flow", question).rows

    def fetch(limit: int) -> list[dict[str, Any]]:
        return found().fetch(limit)

    def total() -> int:
        return found().total()

    def outside() -> int:
        return found().outside()

    return Rows(COLUMNS, fetch, total, outside, list_query=list_query(question))


def _table(found: Flow) -> list[dict[str, Any]]:
    """One row a bar; steps that nothing moved are left out, the two ends never."""
    table = [
        {"bar": key, "title": str(BARS[key]), "deals": found.counts.get(key, 0), "amount": amount}
        for key, amount in found.bars.items()
    ]
    return [row for row in table if row["amount"] or row["deals"] or row["bar"] not in STEPS]


register(
    Definition(
        key="pipeline.flow",
        title=_("Pipeline flow"),
        meaning=_("Why the weighted funnel moved between two days; the bars sum exactly."),
        words=_("opening + new + stage and amount changes + dates pulled in or pushed out − won − lost = closing"),
        symbols="W₀ + Σ Δ = W₁",
        unit=Unit.TABLE,
        compute=flow,
        inputs=("pipeline.weighted",),
        options=("since",),
    )
)
