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
    widths = [("l", second)] if second is not None else []
    parts = format_html_join("", '<rect class="{}" width="{}" height="100%"/>', ((css, percent(v)) for css, v in [*widths, (kind or "f", value)]))
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="ka-bar" width="100%" height="6" preserveAspectRatio="none" {}>{}</svg>', said, parts)


def sparkline(values: Iterable[Number | None], *, label: str = "", width: int = 84, height: int = 28) -> SafeString:
    """The last point marked, no axis, scaled from the least to the most; nothing at all for fewer than two points."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    points = spark_points(known, width, height)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="spark" viewBox="0 0 {0} {1}" width="{0}" height="{1}" {2}><path d="{3}"/><circle cx="{4}" cy="{5}" r="2.5"/></svg>',
        width,
        height,
        said,
        path,
        f"{points[-1][0]:.1f}",
        f"{points[-1][1]:.1f}",
    )


def spark_points(values: list[float], width: int, height: int) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    step = (width - 2 * MARGIN) / (len(values) - 1)
    return [(MARGIN + i * step, height - MARGIN - (v - low) / reach * (height - 2 * MARGIN)) for i, v in enumerate(values)]
