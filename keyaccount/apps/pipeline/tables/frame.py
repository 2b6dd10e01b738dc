"""What stands above every view of the pipeline: the switch between them, the filters, the sums of the whole filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from keyaccount.apps.pipeline.queries.asking import CLOSED, LOST, OPEN, WON, Asked
from keyaccount.apps.pipeline.tables.filters import chips, day_text, hidden, is_narrowed, past_days
from keyaccount.figures import Figure, compute

ICONS = {
    "board": "layout-kanban",
    "table": "table",
    "funnel": "filter",
    "flow": "arrows-right-left",
    "changes": "list-details",
    "measures": "chart-line",
}
SUMS = {
    OPEN: ("pipeline.count", "pipeline.amount", "pipeline.weighted"),
    WON: ("pipeline.won",),
    LOST: ("pipeline.lost",),
    CLOSED: ("pipeline.win_rate",),
}


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    text: str
    icon: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Sum:
    text: str
    figure: Figure


def frame(asked: Asked, view: str, *, stages: bool = False, statuses: bool = False) -> dict[str, Any]:
    """The context of pipeline/base.html."""
    return {
        "asked": asked,
        "view": view,
        "here": reverse(f"pipeline:{view}"),
        "tabs": tabs(asked, view),
        "chips": chips(asked, reverse(f"pipeline:{view}"), stages=stages, statuses=statuses),
        "is_narrowed": is_narrowed(asked),
        "other_filters": hidden(asked, "q"),
        "state": asked.link(),
        "sums": sums(asked),
        "past_days": past_days(asked),
        "as_of_text": "" if asked.is_live else day_text(asked.question.as_of, asked.question.today),
        "export": urlencode(asked.parts(at="", since="", idle="")),
        "may_export": asked.question.viewer.role.may_export,
    }


def tabs(asked: Asked, view: str) -> list[Tab]:
    words = {
        "board": gettext("Board"),
        "table": gettext("Table"),
        "funnel": gettext("Funnel"),
        "flow": gettext("Flow"),
        "changes": gettext("Changes"),
        "measures": gettext("Analysis"),
    }
    return [
        Tab(key, words[key], icon, f"{reverse(f'pipeline:{key}')}?{asked.link(**_carried(key))}", key == view)
        for key, icon in ICONS.items()
    ]


def _carried(view: str) -> Mapping[str, str]:
    """What only another view understands is left behind."""
    if view == "table":
        return {"at": "", "since": "", "idle": ""}
    kept = {"sort": "", "columns": "", "status": ""} | ({} if view == "changes" else {"idle": ""})
    return kept if view == "board" else {**kept, "at": ""}


def sums(asked: Asked) -> Sequence[Sum]:
    """Totals of the whole filter."""
    words = {
        "pipeline.count": gettext("Open"),
        "pipeline.amount": gettext("Amount"),
        "pipeline.weighted": gettext("Weighted"),
        "pipeline.won": gettext("Won"),
        "pipeline.lost": gettext("Lost"),
        "pipeline.win_rate": gettext("Win rate"),
    }
    return [Sum(words[key], compute(key, asked.question)) for key in SUMS.get(asked.status, ())]


def coverage(asked: Asked) -> Figure:
    """Of the same people and period, whatever else narrows the list: a target knows no stages and no words."""
    return compute("pipeline.coverage", replace(asked.question, filters=MappingProxyType({})))
