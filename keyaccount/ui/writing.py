"""A figure's value in words of the reader's language, by its unit."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language, ngettext

from keyaccount.figures import Figure, Unit
from keyaccount.figures.figure import Value
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Number, Scale


def language() -> str:
    return get_language() or "en"


def value_text(
    value: Value, unit: Unit, currency: str, mode: str = "compact", places: int = 2, scale: Scale | None = None
) -> str:
    """compact: ¥364.8万 · full: ¥3,648,000.00 · bare: without its unit · signed: +32.0."""
    if value is None:
        return formatting.NOTHING
    if isinstance(value, list):
        return row_count(len(value))
    if unit is Unit.SHARE:
        return formatting.share(Decimal(value), places)
    if unit is Unit.MONEY:
        return _money_text(value, currency, mode, places, scale)
    if unit is Unit.SCORE:
        return formatting.signed(value, places)
    return day_count(value) if unit is Unit.DAYS and mode != "bare" else _short(value)


def figure_text(fig: Figure, mode: str = "compact", places: int = 2, scale: Scale | None = None) -> str:
    return value_text(fig.value, fig.unit, fig.currency or "", mode, places, scale)


def exact_text(fig: Figure) -> str:
    """Nothing rounded away: what stands in the title of a compact number."""
    if fig.unit is Unit.MONEY and not isinstance(fig.value, list):
        return formatting.exact_money(fig.value, fig.currency or "")
    return figure_text(fig, "full")


def _money_text(value: Number, currency: str, mode: str, places: int, scale: Scale | None) -> str:
    if mode == "compact":
        return formatting.compact_money(value, currency, language())
    if mode == "full":
        return formatting.money(value, currency, places)
    column = scale or Scale(Decimal(1), places, "")
    return column.write_signed(value) if mode == "signed" else column.write(value)


def _short(value: Number) -> str:
    return formatting.number(value, min(formatting.decimals_of(Decimal(value)), 1))


def day_count(value: Number | None) -> str:
    if value is None:
        return formatting.NOTHING
    plural = 1 if value == 1 else 2
    return ngettext("%(count)s day", "%(count)s days", plural) % {"count": _short(value)}


def row_count(rows: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", rows) % {"count": formatting.number(rows)}
