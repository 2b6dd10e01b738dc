"""Writing for people in a terminal: tables, and a figure with what explains it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from keyaccount.figures import Column, Figure, Unit
from keyaccount.ui import formatting

WIDTH_OF_A_PIPE = 160


def console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE, highlight=False, emoji=False, markup=False)


def line(text: str = "", style: str = "") -> None:
    console().print(text, style=style or None)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    numbers = set(right)
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, head in enumerate(heads):
        drawn.add_column(head, justify="right" if place in numbers else "left")
    for row in rows:
        drawn.add_row(*row)
    console().print(drawn)


def figure(found: Figure, rows: int) -> None:
    line(f"{found.title}  ({found.key})", style="bold")
    if found.unit is not Unit.TABLE:
        line(f"  {value(found.value, found.unit, found.currency)}", style="bold")
    line(f"  {found.meaning}")
    _boundaries(found)
    formula = _("Formula")
    line(f"  {formula}: {found.formula.words}")
    line(
        f"  {found.formula.symbols}  =  {found.formula.worked}"
        if found.formula.worked
        else f"  {found.formula.symbols}"
    )
    for item in found.inputs:
        line(f"    {item.symbol}  {item.title}: {value(item.value, item.unit, found.currency)}")
    for note in found.notes:
        line(f"  ! {note.text}" + (f" ({note.count})" if note.count is not None else ""))
    _rows(found, rows)


def _boundaries(found: Figure) -> None:
    asked = found.question
    parts = [
        (_("Scope"), _("company") if asked.scope.id is None else str(asked.scope)),
        (_("Period"), asked.period.label(found.fiscal_start) if asked.period else _("all time")),
        (_("Since"), asked.since.isoformat() if asked.since else ""),
        (_("As of"), asked.as_of.isoformat()),
        (_("Currency"), found.currency or ""),
    ]
    line("  " + " · ".join(f"{name}: {text}" for name, text in parts if text))


def _rows(found: Figure, limit: int) -> None:
    """The table itself when the figure is one, else the rows behind it."""
    behind = found.value if isinstance(found.value, list) else found.rows.fetch(limit)
    if behind and limit:
        columns = found.rows.columns
        right = [place for place, column in enumerate(columns) if column.unit is not None]
        line()
        table([str(column.title) for column in columns], [_cells(row, columns, found) for row in behind], right)
    total, outside = found.rows.total(), found.rows.outside()
    if total > len(behind):
        line(_("… %(shown)d of %(total)d rows; --rows gives more.") % {"shown": len(behind), "total": total})
    if outside:
        line(_("%(count)d rows of this scope lie outside what the asker may see.") % {"count": outside})


def _cells(row: dict[str, Any], columns: Iterable[Column], found: Figure) -> list[str]:
    return [value(row.get(column.key), column.unit, row.get("currency") or found.currency) for column in columns]


def value(given: Any, unit: Unit | None, currency: str | None) -> str:
    """One value as people read it, in the language of the command."""
    if given is None:
        return formatting.NOTHING
    if isinstance(given, Decimal | int):
        return _number(given, unit, currency or "")
    if isinstance(given, date) and not isinstance(given, datetime):
        return formatting.day(given, get_language() or "en")
    return str(given)


def _number(given: Decimal | int, unit: Unit | None, currency: str) -> str:
    if unit is Unit.MONEY:
        return formatting.exact_money(given, currency)
    if unit is Unit.SHARE:
        return formatting.share(Decimal(given))
    if unit is Unit.SCORE:
        return formatting.signed(given, 2)
    return str(given) if unit is None else formatting.exact(given)
