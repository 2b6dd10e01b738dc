"""Inside a scope a question is asked once; outside it, every time."""

from __future__ import annotations

from datetime import date

import pytest

from keyaccount import figures
from keyaccount.figures import Question, memo, registry
from keyaccount.kernel.period import Period


@pytest.fixture
def counted():
    asked: list[object] = []

    @memo.once
    def double(number: int, *, more: int = 0) -> int:
        asked.append((number, more))
        return 2 * number + more

    return double, asked


def test_runs_every_time_outside_a_scope(counted):
    double, asked = counted
    assert [double(2), double(2)] == [4, 4]
    assert len(asked) == 2


def test_runs_once_for_the_same_arguments_inside(counted):
    double, asked = counted
    with memo.remembering():
        assert [double(2), double(2), double(3), double(2, more=1)] == [4, 4, 6, 5]
    assert asked == [(2, 0), (3, 0), (2, 1)]


def test_an_inner_scope_is_the_outer_one_and_nothing_outlives_it(counted):
    double, asked = counted
    with memo.remembering():
        double(2)
        with memo.remembering():
            double(2)
        double(2)
    with memo.remembering():
        double(2)
    assert len(asked) == 2


def test_rows_that_are_read_later_have_a_scope_for_each_reading(counted, monkeypatch):
    double, asked = counted
    monkeypatch.setattr(registry, "_definitions", {})

    def compute(_question: Question) -> figures.Answer:
        return figures.Answer(value=4, rows=figures.Rows(fetch=lambda limit: [{"sum": double(2) + double(2)}]))

    figures.register(figures.Definition("doubled", "Doubled", "", "", "", figures.Unit.COUNT, compute))
    rows = figures.compute("doubled", question()).rows
    assert rows.fetch(1) == rows.fetch(1) == [{"sum": 8}]
    assert len(asked) == 2


def test_a_failure_is_not_kept():
    tries: list[int] = []

    @memo.once
    def fails_first() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError
        return "well"

    with memo.remembering():
        with pytest.raises(ValueError):  # noqa: PT011
            fails_first()
        assert fails_first() == "well"


def question(**asked: object) -> Question:
    day = date(2026, 11, 19)
    return Question(**{"viewer": "lin", "today": day, "as_of": day, **asked})  # type: ignore[arg-type]


def test_questions_that_ask_the_same_are_the_same():
    one, same = question().narrowed(stage="4"), question().narrowed(stage="4")
    assert one == same
    assert hash(one) == hash(same)


@pytest.mark.parametrize(
    "other",
    [
        question().narrowed(stage="5"),
        question(viewer="wang"),
        question().at(date(2026, 11, 18)),
        question().during(Period.parse("2026-Q4")),
        question(since=date(2026, 11, 12)),
    ],
)
def test_questions_that_ask_something_else_differ(other):
    assert other != question()
