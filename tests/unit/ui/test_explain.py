"""What the drawer says of a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from keyaccount.figures import Column, Figure, Formula, Input, Note, Question, Rows, Scope, ScopeKind, Unit
from keyaccount.kernel.period import Period
from keyaccount.ui import explain

D = Decimal
TODAY = date(2026, 11, 19)
QUESTION = Question(
    viewer=None,
    today=TODAY,
    as_of=TODAY,
    scope=Scope(ScopeKind.TEAM, 4, "East"),
    period=Period.quarter(2026, 4),
    filters={"stage": "3", "q": ""},
)
DEALS = [
    {"opportunity": "Campus", "account": "Lanshi", "amount": D(3200000), "win_rate": D("0.3"), "weighted": D(960000)},
    {"opportunity": "RPO", "account": None, "amount": D(1440000), "win_rate": D("0.3"), "weighted": D(432000)},
]
COLUMNS = (
    Column("opportunity", "Opportunity"),
    Column("account", "Account"),
    Column("amount", "Amount", Unit.MONEY),
    Column("win_rate", "Win rate", Unit.SHARE),
    Column("weighted", "Weighted", Unit.MONEY),
)


def rows(found: list[dict[str, Any]] = DEALS, total: int = 2, outside: int = 0) -> Rows:
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: found[:limit],
        total=lambda: total,
        outside=lambda: outside,
        adds_up="weighted",
        sum_of_rows=D(1392000),
    )


WEIGHTED = Figure(
    key="pipeline.weighted",
    title="Weighted funnel",
    meaning="What the open opportunities will bring.",
    unit=Unit.MONEY,
    value=D(1392000),
    currency="CNY",
    question=QUESTION,
    formula=Formula("sum of amount × win rate", "Σ a × r", "960000 + 432000 = 1392000"),
    rows=rows(),
)
COVERAGE = replace(
    WEIGHTED,
    key="pipeline.coverage",
    unit=Unit.SHARE,
    value=D("0.5148"),
    currency=None,
    rows=Rows(),
    inputs=(Input("W", "Weighted funnel", D(1392000), Unit.MONEY, WEIGHTED), Input("n", "Deals", 2, Unit.COUNT)),
    notes=(Note("no_target", "No target is set."),),
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def drawn(figure: Figure, **more: Any) -> str:
    return render_to_string("ui/explain.html", explain.context(figure, **more))


def test_the_drawer_says_where_the_number_ends() -> None:
    assert explain.borders_of(WEIGHTED) == [
        ("As of", "19 Nov 2026"),
        ("Period", "Q4 2026"),
        ("Scope", "East"),
        ("Only", "stage: 3"),
        ("Currency", "CNY"),
        ("You see", "all 2 rows"),
    ]


def test_what_lies_outside_the_view_is_said() -> None:
    borders = dict(explain.borders_of(replace(WEIGHTED, rows=rows(outside=3))))
    assert borders["You see"] == "2 rows; 3 more lie outside what you may see and are not counted"


def test_the_rows_stand_with_one_unit_and_their_sum() -> None:
    table = explain.table_of(WEIGHTED)
    assert table is not None
    assert (table.head, table.unit, table.columns) == ("Opportunity", "¥K", ("Amount", "Win rate", "Weighted"))
    assert [(line.name, line.more) for line in table.lines] == [("Campus", "Lanshi"), ("RPO", "")]
    assert table.lines[0].numbers == ("3,200", "30%", "960")
    assert table.sums == ("", "", "1,392")
    assert (table.total, table.left_out, table.difference) == (2, 0, "0.00")


def test_a_difference_is_not_hidden() -> None:
    table = explain.table_of(replace(WEIGHTED, value=D(1392001)))
    assert table is not None
    assert table.difference == "1.00"


def test_rows_in_several_currencies_each_name_their_own() -> None:
    mixed = [{**DEALS[0], "currency": "USD"}, {**DEALS[1], "currency": "CNY"}]
    table = explain.table_of(replace(WEIGHTED, rows=rows(mixed)))
    assert table is not None
    assert table.unit == ""
    assert [line.numbers[0] for line in table.lines] == ["$3.20M", "¥1.44M"]


def test_rows_that_are_not_drawn_are_counted() -> None:
    table = explain.table_of(replace(WEIGHTED, rows=rows(DEALS * 30, total=1589)))
    assert table is not None
    assert (len(table.lines), table.left_out) == (50, 1539)
    assert "and 1,539 more" in drawn(replace(WEIGHTED, rows=rows(DEALS * 30, total=1589)))


def test_rows_are_added_up_once_more_and_may_sum_to_an_input() -> None:
    of_input = replace(rows(), symbol="W", recount=lambda: D(1392000))
    assert "2 rows add up to W; difference 0.00" in drawn(replace(COVERAGE, rows=of_input))
    wrong = replace(rows(), recount=lambda: D(1391000))
    table = explain.table_of(replace(WEIGHTED, rows=wrong))
    assert table is not None
    assert table.difference == "−1,000.00"


def test_a_note_counts_its_rows_and_says_where_it_is_mended() -> None:
    page = drawn(COVERAGE, mends={"no_target": ("/settings/targets/", "Set a target")})
    assert '<a class="ka-btn sm" href="/settings/targets/">Set a target</a>' in page
    undated = replace(COVERAGE, notes=(Note("undated", "Left out for want of a date", 3),))
    assert "Left out for want of a date: 3" in drawn(undated)


@pytest.mark.parametrize(
    ("now", "then", "way", "text"),
    [(D("0.5148"), D("0.4"), "up", "11.48 points"), (D("0.3"), D("0.4"), "down", "10.00 points")],
)
def test_shares_move_in_points(now: Decimal, then: Decimal, way: str, text: str) -> None:
    moved = explain.change_of(replace(COVERAGE, value=now), replace(COVERAGE, value=then))
    assert moved is not None
    assert (moved["way"], moved["text"]) == (way, text)


def test_nothing_is_compared_with_nothing() -> None:
    assert explain.change_of(COVERAGE, None) is None
    assert explain.change_of(COVERAGE, replace(COVERAGE, value=None)) is None


def test_the_drawer_as_a_whole() -> None:
    html = drawn(COVERAGE, list_url="/pipeline/table?x=1", history_url="/figures/c/history")
    assert 'id="drawer-title"' in html
    assert ">51.48%</div>" in html
    assert "No target is set." in html
    assert "Σ a × r" in html
    assert 'data-explain-url="/figures/pipeline.weighted?' in html  # an input is a figure itself
    assert ">¥1,392,000.00</button>" in html
    assert 'href="/pipeline/table?x=1"' in html
    assert 'hx-get="/figures/c/history"' in html  # its past is drawn after the drawer stands
    assert 'data-explain-date value="2026-11-19"' in html


def test_the_drawer_of_a_figure_without_a_value() -> None:
    html = drawn(replace(COVERAGE, value=None))
    assert ">–</div>" in html


def test_the_drawer_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        html = drawn(WEIGHTED)
    assert "2026年四季度" in html
    assert "万元" in html
    assert "2026-11-19" in html
