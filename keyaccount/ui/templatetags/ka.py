"""Template words of the product: {% figure %}, {% icon %}, {% bar %}, {% sparkline %} and the number filters.

Loaded in every template (settings: builtins). Everything here writes text; what a number means is said elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from keyaccount.figures import Figure
from keyaccount.ui import drawing, formatting, tabs
from keyaccount.ui.formatting import Number, Scale
from keyaccount.ui.writing import day_count, exact_text, figure_text, language

register = template.Library()
SPRITE = "vendor/icons/icons.svg"
JOINTS = re.compile(r"(?<=@)|(?=\.)")


# ── Pictures ──
@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite; always beside a word or inside something with a name."""
    classes = f"i {css}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static(SPRITE), name)


@register.simple_tag
def sign(name: str, label: str = "") -> SafeString:
    """One of our own shapes (h-good, c-champion, stuck …); without a label a word must stand beside it."""
    if label:
        return format_html('<svg class="sgi" role="img" aria-label="{}"><use href="#{}"/></svg>', label, name)
    return format_html('<svg class="sgi" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.simple_tag
def bar(
    value: Decimal | float | None, kind: str = "", label: str = "", second: Decimal | float | None = None
) -> SafeString:
    """A share 0..1 of a track; `second` is a longer, paler bar behind it. Stands beside its number."""
    return drawing.bar(value, kind=kind, label=label, second=second)


@register.simple_tag
def sparkline(values: Iterable[Number | None], label: str = "", width: int = 84, height: int = 28) -> SafeString:
    return drawing.sparkline(values, label=label, width=width, height=height)


@register.filter
def avatar(name: object, css: str = "") -> SafeString:
    text = str(name or "")
    classes = f"ka-av {css}".strip()
    short = formatting.initials(text)
    return format_html('<span class="{}" title="{}" aria-hidden="true">{}</span>', classes, text, short)


@register.simple_tag(takes_context=True)
def tabs_of(context: dict[str, Any], place: str) -> tabs.Row | None:
    return tabs.of(place, context["request"]) if "request" in context else None


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that a narrow column breaks after its @ and before its dots, not inside a name."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in JOINTS.split(address)))


# ── Figures ──
@register.simple_tag
def figure(
    fig: Figure,
    mode: str = "compact",
    places: int = 2,
    scale: Scale | None = None,
    label: object = "",
    in_cell: bool = False,
) -> SafeString:
    """A figure as a button that explains it.

    compact: ¥364.8万 · full: ¥3,648,000.00 · bare: 3,648,000.00, the unit is in the head · signed: +32.0
    in_cell: the Tab key stops at the cell around it, which is edited in place; = there presses the button.
    """
    text = figure_text(fig, mode, places, scale)
    button = (
        '<button type="button" class="ka-n" data-explain-url="{}" aria-haspopup="dialog"'
        ' title="{}" aria-label="{} {}"{}>{}</button>'
    )
    stop = mark_safe(' tabindex="-1"') if in_cell else ""
    return format_html(button, fig.explain_url, exact_text(fig), label or fig.title, text, stop, text)


@register.simple_tag(name="figure_text")
def text_of_figure(fig: Figure, mode: str = "compact", places: int = 2, scale: Scale | None = None) -> str:
    """The same words without the button, for titles, exports and sentences that are themselves a link."""
    return figure_text(fig, mode, places, scale)


# ── Numbers ──
@register.filter
def money(value: Number | None, currency: str) -> str:
    return formatting.money(value, currency)


@register.filter
def compact_money(value: Number | None, currency: str) -> str:
    return formatting.compact_money(value, currency, language())


@register.filter
def amount(value: Number | None, places: int = 2) -> str:
    """1,424.00: no currency, the column head has it."""
    return formatting.number(value, places)


@register.filter
def scaled(value: Number | None, scale: Scale) -> str:
    return scale.write(value)


@register.simple_tag
def money_scale(values: Iterable[Number | None], currency: str) -> Scale:
    """{% money_scale column "CNY" as scale %}: the unit of a column; {{ scale.word }} goes into its head."""
    return formatting.scale_for(values, currency, language())


@register.filter
def share(value: Decimal | None, places: int = 2) -> str:
    return formatting.share(value, places)


@register.filter
def rate(value: Decimal | None) -> str:
    return formatting.rate(value)


@register.filter
def quantity(value: Decimal | None) -> str:
    return formatting.quantity(value)


@register.filter
def signed(value: Number | None, places: int = 1) -> str:
    return formatting.signed(value, places)


@register.filter
def count(value: int | None) -> str:
    return formatting.number(value)


@register.filter
def capped(value: int, limit: int = 1000) -> str:
    """1,000+ where counting further would only cost time."""
    return f"{formatting.number(limit)}+" if value > limit else formatting.number(value)


# ── Days ──
@register.filter
def day(value: date | None, today: date | None = None) -> str:
    return formatting.day(value, language(), today)


@register.filter
def month(value: date | None) -> str:
    """Nov 2026 · 2026年11月"""
    return formatting.period(f"{value:%Y-%m}", language()) if value else formatting.NOTHING


@register.filter
def exact(value: Number | None) -> str:
    """Every digit there is, at least two decimals once there are any: 7.12, 0.0498."""
    return formatting.exact(value)


@register.filter
def moment(value: datetime | None, zone: tzinfo) -> str:
    """{{ entry.at|moment:zone }}: day and time in the workspace's zone."""
    return formatting.moment(value and value.astimezone(zone), language())


@register.filter
def days(value: Number | None) -> str:
    return day_count(value)


@register.filter
def late(value: date, today: date) -> str:
    """Today, 6 days late, or the day itself."""
    if value == today:
        return gettext("Today")
    overdue = (today - value).days
    if overdue > 0:
        return ngettext("%(count)s day late", "%(count)s days late", overdue) % {"count": overdue}
    return formatting.day(value, language(), today)


# ── Forms ──
KINDS = {"checkbox": "check", "checkboxselectmultiple": "choices", "radioselect": "choices", "textarea": "textarea"}


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """How a field is laid out: check, choices, textarea or line."""
    return KINDS.get(field.widget_type, "line")


@register.simple_tag
def control(field: BoundField, css: str = "") -> SafeString:
    """The field's own widget, tied to its error for screen readers (Django adds aria-invalid and the help text)."""
    classes = f"{field.field.widget.attrs.get('class', '')} {css}".strip()
    return field.as_widget(attrs={"class": classes} if css else {})
