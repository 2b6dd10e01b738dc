"""Small pictures as SVG: bars and sparklines. Sizes are attributes, never styles, so a strict CSP holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = Decimal | int | float

MARGIN = 3


def percent(value: Number | None) -> str:
    """A share as an SVG width, kept between nothing and the whole track."""
    return f"{min(max(float(value or 0), 0.0), 1.0) * 100:.2f}%"


def bar(value: Number | None, *, kind: str = "", label: str = "", second: Number | None = None) -> SafeString:
    behind = [("l", percent(second))] if second is not None else []
    parts = format_html_join(
        "", '<rect class="{}" width="{}" height="100%"/>', [*behind, (kind or "f", percent(value))]
    )
    return format_html('<svg class="ka-bar" width="100%" height="6" {}>{}</svg>', spoken(label), parts)


def spoken(label: str) -> SafeString:
    """What a screen reader says of a picture: its label, or nothing where words beside it say the same."""
    return format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')


def sparkline(values: Iterable[Number | None], *, label: str = "", width: int = 84, height: int = 28) -> SafeString:
    """The last point marked, no axis, scaled from the least to the most; nothing at all for fewer than two points."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    points = spark_points(known, width, height)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    end = format_html('<circle cx="{}" cy="{}" r="2.5"/>', *(f"{place:.1f}" for place in points[-1]))
    frame = '<svg class="spark" viewBox="0 0 {0} {1}" width="{0}" height="{1}" {2}><path d="{3}"/>{4}</svg>'
    return format_html(frame, width, height, spoken(label), path, end)


def spark_points(values: list[float], width: int, height: int) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    step = (width - 2 * MARGIN) / (len(values) - 1)
    room = height - 2 * MARGIN
    return [(MARGIN + i * step, height - MARGIN - (v - low) / reach * room) for i, v in enumerate(values)]
