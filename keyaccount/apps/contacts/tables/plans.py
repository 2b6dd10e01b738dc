"""The cells of the contact strategy plan that can be changed where they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.ui.templatetags.ka import day

Show = Callable[[ContactPlan, date], SafeString | str]
EDITED = '<td class="{}" tabindex="0" data-edit-url="/contacts/{}/plan/{}">{}</td>'


def cell(plan: ContactPlan, key: str, today: date, *, writable: bool, css: str = "") -> SafeString:
    """One <td>, to edit only where the reader may write."""
    shown = CELLS[key](plan, today)
    if not writable:
        return format_html('<td class="{}">{}</td>', css, shown)
    return format_html(EDITED, css, plan.contact_id, key, shown)


def _wanted(plan: ContactPlan, today: date) -> SafeString | str:
    if not plan.wanted:
        return "–"
    return format_html('<span class="nw"><span class="t3">→</span> <b>{}</b></span>', plan.get_wanted_display())


def _follow_up(plan: ContactPlan, today: date) -> SafeString:
    who = format_html('<div class="s0 t3">{}</div>', plan.responsible) if plan.responsible else ""
    return format_html("{}{}", plan.follow_up, who)


def _due(plan: ContactPlan, today: date) -> SafeString | str:
    if plan.due_on is None:
        return ""
    late = " bad b" if plan.due_on < today else ""
    return format_html('<span class="nw{}">{}</span>', late, day(plan.due_on, today))


CELLS: dict[str, Show] = {
    "wanted": _wanted,
    "purpose": lambda plan, today: plan.purpose,
    "sub_strategy": lambda plan, today: plan.get_sub_strategy_display(),
    "follow_up": _follow_up,
    "due_on": _due,
}
