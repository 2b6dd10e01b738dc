"""The flow between two days as a waterfall and as a table of the deals that moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from keyaccount.apps.pipeline.figures.flow import BARS
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.queries.flow_deals import SHOWN, Bar, Moved, Stood, bars_with_deals
from keyaccount.apps.pipeline.queries.stages import stages_by_id
from keyaccount.apps.pipeline.tables.filters import Choice, day_text
from keyaccount.figures import Figure, compute
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DealLine:
    pk: int
    name: str
    account: str
    before: str
    after: str
    effect: str


@dataclass(frozen=True, slots=True)
class BarLines:
    key: str
    title: str
    effect: str
    count: int
    left: int
    deals: Sequence[DealLine]


@dataclass(frozen=True, slots=True)
class FlowPage:
    """opening and closing are figures; the steps between them are those of the flow figure. The deals of the bars come
    after the page: to rank them takes longer than all the rest."""

    since: date
    until: date
    title: str
    figure: Figure
    opening: Figure
    closing: Figure
    scale: Scale
    chart: dict[str, Any]
    bars: Sequence[BarLines]
    presets: Sequence[Choice]


def flow_page(asked: Asked) -> FlowPage:
    since, until = days_of(asked)
    figure, table, scale = _figure(asked)
    first, last = (day_text(day, asked.question.today) for day in (since, until))
    title = gettext("Weighted funnel from %(first)s to %(last)s") % {"first": first, "last": last}
    return FlowPage(
        since=since,
        until=until,
        title=title,
        figure=figure,
        opening=compute("pipeline.weighted", replace(asked.question, as_of=since)),
        closing=compute("pipeline.weighted", asked.question),
        scale=scale,
        chart=_chart(table, scale, title, first, last),
        bars=[_head(row, scale) for row in table if row["deals"]],
        presets=_presets(asked, since, until),
    )


def deal_lines(asked: Asked) -> list[BarLines]:
    """Every bar with its largest deals."""
    return _all_lines(asked, SHOWN)


def bar_lines(asked: Asked, key: str, shown: int) -> BarLines | None:
    """One bar with more of its deals; None when no deal moved it."""
    return next((bar for bar in _all_lines(asked, shown) if bar.key == key), None)


def _all_lines(asked: Asked, shown: int) -> list[BarLines]:
    figure, _table, scale = _figure(asked)
    question = figure.question
    bars = bars_with_deals(question, days_of(asked)[0], asked.workspace, shown=shown)
    return [_lines(bar, scale, asked) for bar in bars]


def _figure(asked: Asked) -> tuple[Figure, list[dict[str, Any]], Scale]:
    """The flow, its bars, and the unit that all of them are written in."""
    figure = compute("pipeline.flow", replace(asked.question, since=days_of(asked)[0]))
    table: list[dict[str, Any]] = figure.value if isinstance(figure.value, list) else []
    amounts = [row["amount"] for row in table]
    return figure, table, formatting.scale_for(amounts, figure.currency or "", get_language() or "en")


def days_of(asked: Asked) -> tuple[date, date]:
    """The two days: a week up to the day asked for, unless the address names the first."""
    until, text = asked.question.as_of, asked.given.get("since", "")
    try:
        since = date.fromisoformat(text) if text else until - WEEK
    except ValueError as error:
        raise Invalid(gettext("“%(text)s” is not a date. Write it like 2026-11-19."), text=text) from error
    if since >= until:
        raise Invalid(gettext("The first day of a flow comes before its last."))
    return since, until


def _presets(asked: Asked, since: date, until: date) -> list[Choice]:
    today, start = asked.question.today, asked.workspace.fiscal_year_start
    firsts = {
        gettext("A week"): today - WEEK,
        gettext("A month"): today - timedelta(days=30),
        gettext("This quarter"): Period.containing(today, "quarter", start).start - timedelta(days=1),
        gettext("Three months"): today - timedelta(days=91),
    }
    return [
        Choice(text, asked.link(since=day.isoformat(), as_of=""), (day, today) == (since, until))
        for text, day in firsts.items()
        if day < today
    ]


def _chart(table: list[dict[str, Any]], scale: Scale, title: str, first: str, last: str) -> dict[str, Any]:
    """The levels are rounded, not the steps, so that the bars sum to the cent in the chart's unit too."""
    level, levels = Decimal(0), []
    for row in table[:-1]:
        level += row["amount"]
        levels.append(formatting.rounded(level / scale.divisor, 2))
    steps = [
        {"name": row["title"], "value": float(after - before)}
        for row, before, after in zip(table[1:-1], levels, levels[1:], strict=False)
    ]
    return {
        "title": title,
        "digits": scale.places,
        "open": {"name": first, "value": float(levels[0])},
        "steps": steps,
        "close": {"name": last, "value": float(levels[-1])},
    }


def _head(row: dict[str, Any], scale: Scale) -> BarLines:
    return BarLines(row["bar"], row["title"], scale.write_signed(row["amount"]), row["deals"], 0, ())


def _lines(bar: Bar, scale: Scale, asked: Asked) -> BarLines:
    return BarLines(
        key=bar.key,
        title=str(BARS[bar.key]),
        effect=scale.write_signed(bar.effect),
        count=bar.count,
        left=bar.count - len(bar.deals),
        deals=[_deal(moved, scale, asked) for moved in bar.deals],
    )


def _deal(moved: Moved, scale: Scale, asked: Asked) -> DealLine:
    return DealLine(
        pk=moved.pk,
        name=moved.named.name,
        account=moved.named.account,
        before=_stood_text(moved.before, asked),
        after=_stood_text(moved.after, asked),
        effect=scale.write_signed(moved.effect),
    )


def _stood_text(stood: Stood | None, asked: Asked) -> str:
    """Find needs 20% · ¥860K · 18 Dec; or that it was not there, won, lost or archived."""
    if stood is None:
        return gettext("not there yet")
    if stood.status != StateStatus.OPEN:
        return str(StateStatus(stood.status).label)
    stage = stages_by_id()[stood.stage_id].label
    amount = formatting.compact_money(stood.amount, stood.currency, get_language() or "en")
    parts = [f"{stage} {formatting.rate(stood.win_rate)}", amount, day_text(stood.expected_close, asked.question.today)]
    return " · ".join(parts)
