"""SQL = formula for what changed between two days, on random histories; nothing later leaks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.pipeline.models import OpportunityState
from keyaccount.formulas.changes import Stood, is_idle, kinds
from tests.unit.pipeline.test_parity import DAYS, QUIET, WIN_RATES, Step, build, day, deals, instant, rolled_back

ends_of_window = st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).map(sorted)


def step_at(history: list[Step], at: int) -> Step | None:
    return max((step for step in history if step.day <= at), key=lambda step: step.day, default=None)


def stood(step: Step | None) -> Stood | None:
    if step is None:
        return None
    expected = None if step.expected is None else day(step.expected)
    amount = Decimal(step.amount) / 100
    rate = WIN_RATES[step.stage]
    return Stood(step.status, 1, step.stage, rate, amount, step.currency, expected, step.owner, None)


def expected_counts(histories: list[list[Step]], first: int, last: int, idle: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for history in histories:
        before, after = step_at(history, first), step_at(history, last)
        counts.update(map(str, kinds(stood(before), stood(after))))
        if after is not None and after.status == "open":
            counts["idle"] += is_idle(last - after.day, idle)
    return {kind: count for kind, count in counts.items() if count}


@pytest.mark.django_db
class TestSqlEqualsFormula:
    @QUIET
    @given(histories=deals, ends=ends_of_window, idle=st.integers(1, 40))
    def test_changes(self, people: Any, ask: Any, histories: list[list[Step]], ends: list[int], idle: int) -> None:
        first, last = ends
        with rolled_back():
            build(histories, people)
            figure = ask("pipeline.changes", since=day(first).isoformat(), as_of=day(last).isoformat(), idle=str(idle))
            found = {row["change"]: row["deals"] for row in figure.value}
            assert found == expected_counts(histories, first, last, idle)
            assert len(figure.rows.fetch(1000)) == figure.rows.total() == sum(found.values())

    @QUIET
    @given(histories=deals, ends=ends_of_window)
    def test_what_comes_later_changes_nothing(
        self, people: Any, ask: Any, histories: list[list[Step]], ends: list[int]
    ) -> None:
        first, last = ends
        asked = {"since": day(first).isoformat(), "as_of": day(last).isoformat()}
        with rolled_back():
            build(histories, people)
            before = ask("pipeline.changes", **asked)
            told = (before.value, before.rows.fetch(1000))
            later = OpportunityState.objects.filter(valid_from__gte=instant(last + 1) - timedelta(hours=4))
            later.update(status="lost", amount=77, expected_close=day(5), closed_on=day(DAYS))
            after = ask("pipeline.changes", **asked)
            assert (after.value, after.rows.fetch(1000)) == told
