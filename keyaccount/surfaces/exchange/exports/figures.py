"""A figure as a file: its value and how it came about, then every row behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount import figures
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Definition, Figure
from keyaccount.surfaces.exchange.exports.export import Cell, Column, Export, Find

ALL_ROWS = 1_000_000
COLUMNS = (
    "opportunity", "account", "stage", "owner", "status", "amount", "currency", "win_rate", "weighted",
    "expected_close", "closed_on", "days", "description", "ordered_on", "period", "set_by", "set_on",
    "title", "deals", "count", "month", "person", "segment", "source", "on", "author", "revenue", "purchasing", "share",
    "cumulated", "province", "accounts", "supplier", "key_share", "part", "change", "before", "after",
)  # fmt: skip


def exports() -> Iterator[Export]:
    for definition in figures.definitions():
        yield Export(f"figures/{definition.key}", definition.title, _columns(), _finder(definition))


def _columns() -> tuple[Column, ...]:
    return tuple(Column(key, key, _item(key)) for key in COLUMNS)


def _item(key: str) -> Callable[[Any], Cell]:
    return lambda row: row.get(key)


def _finder(definition: Definition) -> Find:
    def find(viewer: User, filters: Mapping[str, str], today: date) -> Iterator[dict[str, Any]]:
        figure = figures.compute(definition.key, question_from(filters, viewer=viewer, today=today))
        return _with_figure(figure)

    return find


def _with_figure(figure: Figure) -> Iterator[dict[str, Any]]:
    yield from figure.rows.fetch(ALL_ROWS)
    yield _last_row(figure)


def _last_row(figure: Figure) -> dict[str, Any]:
    """The figure itself under the column that its rows add up in."""
    value = None if isinstance(figure.value, list) else figure.value
    title = str(_("%(figure)s, as of %(day)s")) % {"figure": figure.title, "day": figure.question.as_of.isoformat()}
    first = figure.rows.columns[0].key if figure.rows.columns else "title"
    return {first: title, figure.rows.adds_up or "amount": value, "currency": figure.currency}
