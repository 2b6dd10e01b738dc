"""Forecast coverage and sales progress: are there enough opportunities, and how fast do they flow down?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.flow import rows_of
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.figures import Answer, Definition, Figure, Input, Notes, Question, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas import forecast

WEEK = timedelta(days=7)


def _money(figure: Figure) -> Decimal:
    return Decimal(figure.value) if isinstance(figure.value, Decimal | int) else Decimal(0)


def _nothing_known(*figures: Figure) -> bool:
    """Whether there is something in a currency without a rate, and nothing beside it."""
    return any(figure.value is None for figure in figures) and not any(figure.value for figure in figures)


def _target(figure: Figure) -> Decimal | None:
    return figure.value if isinstance(figure.value, Decimal) else None


def _input(symbol: str, figure: Figure) -> Input:
    return Input(symbol, figure.title, figure.value, figure.unit, figure)


def coverage(question: Question) -> Answer:
    closed = compute("sales.closed", question)
    weighted = compute("pipeline.weighted", question)
    target = compute("sales.target", question)
    known = _target(target) if not _nothing_known(closed, weighted) else None
    value = forecast.coverage(_money(closed), _money(weighted), known)
    return Answer(
        value=value,
        worked=f"({plain(_money(closed))} + {plain(_money(weighted))}) ÷ {plain(_target(target))} = {plain(value, 4)}",
        inputs=(_input("C", closed), _input("W", weighted), _input("T", target)),
        rows=replace(weighted.rows, symbol="W"),
        notes=Notes(lambda: (*weighted.notes, *closed.notes, *target.notes)),
        currency=target.currency,
        fiscal_start=target.fiscal_start,
    )


def progress(question: Question) -> Answer:
    """Rows are the flow of the week: what moved W; C moves by what was won and ordered."""
    since = question.since or question.as_of - WEEK
    now, before = question, question.at(since)
    figures = {
        "W₁": compute("pipeline.weighted", now),
        "W₀": compute("pipeline.weighted", before),
        "C₁": compute("sales.closed", now),
        "C₀": compute("sales.closed", before),
        "T": compute("sales.target", now),
    }
    weighted_now, weighted_before, closed_now, closed_before = (
        _money(figures[key]) for key in ("W₁", "W₀", "C₁", "C₀")
    )
    target = _target(figures["T"])
    unknown = any(figures[key].value is None for key in ("W₁", "W₀", "C₁", "C₀"))
    value = forecast.progress(weighted_now, weighted_before, closed_now, closed_before, None if unknown else target)
    a, b, c, d = (plain(number) for number in (weighted_now, weighted_before, closed_now, closed_before))
    return Answer(
        value=value,
        worked=f"(({a} − {b}) + ({c} − {d})) ÷ {plain(target)} = {plain(value, 4)}",
        inputs=tuple(_input(symbol, figure) for symbol, figure in figures.items()),
        rows=rows_of(now),
        notes=Notes(lambda: (*figures["W₁"].notes, *figures["C₁"].notes, *figures["T"].notes)),
        currency=figures["T"].currency,
        fiscal_start=figures["T"].fiscal_start,
    )


def gap(question: Question) -> Answer:
    closed = compute("sales.closed", question)
    weighted = compute("pipeline.weighted", question)
    target = compute("sales.target", question)
    known = _target(target) if not _nothing_known(closed, weighted) else None
    value = forecast.gap(known, _money(closed), _money(weighted))
    return Answer(
        value=value,
        worked=f"{plain(_target(target))} − {plain(_money(closed))} − {plain(_money(weighted))} = {plain(value)}",
        inputs=(_input("T", target), _input("C", closed), _input("W", weighted)),
        rows=replace(weighted.rows, symbol="W"),
        notes=Notes(lambda: (*weighted.notes, *closed.notes, *target.notes)),
        currency=target.currency,
        fiscal_start=target.fiscal_start,
    )


register(
    Definition(
        key="pipeline.coverage",
        title=_("Forecast coverage"),
        meaning=_("Enough opportunities? What is closed and what the funnel may bring, against the target."),
        words=_("(closed in the period + weighted amount of open deals expected in it) ÷ target of the period"),
        symbols="(C + W) ÷ T",
        unit=Unit.SHARE,
        compute=coverage,
        default_period=this_quarter,
        inputs=("sales.closed", "pipeline.weighted", "sales.target"),
    )
)
register(
    Definition(
        key="pipeline.progress",
        title=_("Sales progress"),
        meaning=_("How fast do deals flow down? What a week added to the funnel and to closed, against the target."),
        words=_("((weighted now − a week ago) + (closed now − a week ago)) ÷ target of the period"),
        symbols="((W₁ − W₀) + (C₁ − C₀)) ÷ T",
        unit=Unit.SHARE,
        compute=progress,
        default_period=this_quarter,
        inputs=("pipeline.weighted", "sales.closed", "sales.target"),
        options=("since",),
    )
)
register(
    Definition(
        key="sales.gap",
        title=_("Still missing"),
        meaning=_("What the target asks beyond closed and the funnel; below zero, more is in sight than asked."),
        words=_("target of the period − closed in it − weighted amount of open deals expected in it"),
        symbols="T − C − W",
        unit=Unit.MONEY,
        compute=gap,
        default_period=this_quarter,
        inputs=("sales.target", "sales.closed", "pipeline.weighted"),
    )
)
