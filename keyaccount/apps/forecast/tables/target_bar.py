"""The target as one bar: won, ordered, weighted, and what is missing; each part with its figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.figures import Figure, compute
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale

WEEK = 7
TICKS = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))


@dataclass(frozen=True, slots=True)
class Part:
    """start, width: shares of the bar as SVG writes them."""

    key: str
    text: str
    figure: Figure
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class TargetBar:
    """weekly: what each week left must bring to close the gap; None without a gap or a week left."""

    target: Figure
    in_sight: Decimal
    parts: Sequence[Part]
    missing: Figure | None
    missing_from: str
    missing_width: str
    weekly: Decimal | None
    ticks: Sequence[tuple[str, str, str]]
    scale: Scale


def target_bar(asked: Asked) -> TargetBar:
    keys = ("sales.target", "pipeline.won", "pipeline.off_funnel", "pipeline.weighted", "sales.gap")
    target, won, off, weighted, gap = (compute(key, asked.question) for key in keys)
    named = ((gettext("Won in the funnel"), won), (gettext("Off-funnel"), off), (gettext("Weighted funnel"), weighted))
    in_sight = sum((_amount(figure) for _text, figure in named), Decimal(0))
    whole = max(_amount(target), in_sight)
    scale = formatting.scale_for([whole, in_sight], target.currency or "", get_language() or "en")
    missing = gap if _amount(gap) > 0 else None
    return TargetBar(
        target=target,
        in_sight=in_sight,
        parts=_parts(named, whole),
        missing=missing,
        missing_from=_percent(in_sight, whole),
        missing_width=_percent(whole - in_sight, whole),
        weekly=weekly(missing, asked),
        ticks=[_tick(part, whole, scale) for part in TICKS] if whole else [],
        scale=scale,
    )


def weekly(missing: Figure | None, asked: Asked) -> Decimal | None:
    weeks = weeks_left(asked.period.days_left(asked.question.as_of))
    return _amount(missing) / weeks if missing is not None and weeks else None


def weeks_left(days: int) -> Decimal:
    """A week begun counts whole: whoever has two days left has one week to bring it."""
    return Decimal(-(-days // WEEK))


def _parts(named: Sequence[tuple[str, Figure]], whole: Decimal) -> list[Part]:
    found, start = [], Decimal(0)
    for key, (text, figure) in zip(("won", "off", "weighted"), named, strict=True):
        amount = _amount(figure)
        found.append(Part(key, text, figure, _percent(start, whole), _percent(amount, whole)))
        start += amount
    return found


def _tick(part: Decimal, whole: Decimal, scale: Scale) -> tuple[str, str, str]:
    anchor = {Decimal(0): "start", Decimal(1): "end"}.get(part, "middle")
    return f"{part * 100:f}%", anchor, scale.write(whole * part)


def _percent(amount: Decimal, whole: Decimal) -> str:
    return f"{amount / whole * 100:.3f}%" if whole else "0%"


def _amount(figure: Figure | None) -> Decimal:
    value = figure.value if figure else None
    return value if isinstance(value, Decimal) else Decimal(value if isinstance(value, int) else 0)
