"""SQL = formula: on random histories, what the queries group equals what plain Python adds up row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage, StateStatus
from keyaccount.apps.workspace.models import ExchangeRate, Surface

FIRST = date(2026, 8, 1)
DAYS = 110  # up to today: no state begins after it
TODAY = date(2026, 11, 19)
RATES = {"CNY": Decimal(1), "USD": Decimal("7.1234"), "EUR": Decimal("8.01")}
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Step:
    """How a deal stands from one day on."""

    day: int
    status: str
    stage: int
    amount: int
    expected: int | None
    owner: int
    currency: str


steps = st.builds(
    Step,
    day=st.integers(0, DAYS),
    status=st.sampled_from(["open", "open", "open", "won", "lost", "archived"]),
    stage=st.integers(0, 5),
    amount=st.integers(0, 10_000_000),
    expected=st.none() | st.integers(0, 2 * DAYS),
    owner=st.integers(0, 1),
    currency=st.sampled_from(sorted(RATES)),
)
deals = st.lists(st.lists(steps, min_size=1, max_size=5, unique_by=lambda step: step.day), max_size=12)


@contextmanager
def rolled_back() -> Iterator[None]:
    """One example's rows, gone when it is over."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def instant(day: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, 4, tzinfo=UTC) + timedelta(days=day)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def build(histories: list[list[Step]], people: Any) -> None:
    """Write the histories; a deal is as its last step says."""
    stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
    owners = [people.lin, people.stranger]
    for currency in ("USD", "EUR"):
        ExchangeRate.objects.create(currency_id=currency, day=FIRST - timedelta(days=1), rate=RATES[currency])
    for number, history in enumerate(histories):
        _write(f"Deal {number}", sorted(history, key=lambda step: step.day), stages, owners)


def _write(name: str, history: list[Step], stages: list[Stage], owners: list[Any]) -> None:
    last = history[-1]
    closed = last.status in {"won", "lost"}
    opportunity = Opportunity.objects.create(
        name=name,
        stage=stages[last.stage],
        status=last.status if closed else "open",
        amount=Decimal(last.amount) / 100,
        currency=last.currency,
        opened_on=day(history[0].day),
        closed_on=day(last.day) if closed else None,
        owner=owners[last.owner],
        team=owners[last.owner].team,
        stage_since=day(last.day),
        archived_at=instant(last.day) if last.status == "archived" else None,
        created_at=instant(history[0].day),
        updated_at=instant(last.day),
    )
    ends = [instant(step.day) for step in history[1:]] + [None]
    states = [_state(opportunity, step, end, stages, owners) for step, end in zip(history, ends, strict=True)]
    for last, state in pairwise(states):
        state.turns = state.turns_from(last)
    OpportunityState.objects.bulk_create(states)


def _state(opportunity: Opportunity, step: Step, end: datetime | None, stages: list[Stage], owners: list[Any]) -> Any:
    amount = Decimal(step.amount) / 100
    closed = step.status in {"won", "lost"}
    return OpportunityState(
        opportunity=opportunity,
        valid_from=instant(step.day),
        valid_to=end,
        status=step.status,
        stage=stages[step.stage],
        win_rate=stages[step.stage].win_rate,
        amount=amount,
        currency=step.currency,
        base_amount=(amount * RATES[step.currency]).quantize(Decimal("0.01")) if closed else None,
        expected_close=None if step.expected is None else day(step.expected),
        opened_on=opportunity.opened_on,
        closed_on=day(step.day) if closed else None,
        cycle_days=(day(step.day) - opportunity.opened_on).days if closed else None,
        owner=owners[step.owner],
        team=owners[step.owner].team,
        changed_by=owners[0],
        surface=Surface.SYSTEM,
    )


def held(histories: list[list[Step]], at: int) -> list[Step]:
    """The step of each deal that holds at the end of that day."""
    found = [max((s for s in history if s.day <= at), key=lambda s: s.day, default=None) for history in histories]
    return [step for step in found if step is not None]


def open_at(histories: list[list[Step]], at: int) -> list[Step]:
    return [step for step in held(histories, at) if step.status == StateStatus.OPEN]


WIN_RATES = [Decimal(text) for text in ("0.05", "0.10", "0.20", "0.30", "0.50", "0.80")]


def worth(step: Step) -> Decimal:
    return Decimal(step.amount) / 100 * RATES[step.currency]


def weight(step: Step) -> Decimal:
    return worth(step) * WIN_RATES[step.stage]


@pytest.mark.django_db
class TestSqlEqualsFormula:
    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS))
    def test_funnel(self, people: Any, ask: Any, histories: list[list[Step]], at: int) -> None:
        with rolled_back():
            build(histories, people)
            asked = day(at).isoformat()
            expected = open_at(histories, at)
            assert ask("pipeline.count", as_of=asked).value == len(expected)
            assert ask("pipeline.amount", as_of=asked).value == sum(map(worth, expected))
            assert ask("pipeline.weighted", as_of=asked).value == sum(map(weight, expected))
            table = ask("pipeline.funnel", as_of=asked).value
            assert sum(row["count"] for row in table) == len(expected)
            assert sum(row["weighted"] for row in table) == sum(map(weight, expected))

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS))
    def test_live_rows_say_the_same_as_the_history(
        self, people: Any, ask: Any, histories: list[list[Step]], at: int
    ) -> None:
        with rolled_back():
            build(histories, people)
            live, last_day = ask("pipeline.weighted"), ask("pipeline.weighted", as_of=day(DAYS).isoformat())
            assert live.value == last_day.value

    @QUIET
    @given(histories=deals, ends=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).map(sorted))
    def test_flow(self, people: Any, ask: Any, histories: list[list[Step]], ends: list[int]) -> None:
        since, until = (day(number).isoformat() for number in ends)
        with rolled_back():
            build(histories, people)
            bars = {row["bar"]: row["amount"] for row in ask("pipeline.flow", since=since, as_of=until).value}
            opening, closing = bars.pop("opening"), bars.pop("closing")
            assert opening == ask("pipeline.weighted", as_of=since).value
            assert closing == ask("pipeline.weighted", as_of=until).value
            assert opening + sum(bars.values()) == closing

    @QUIET
    @given(histories=deals, ends=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).map(sorted))
    def test_flow_of_one_person_in_a_period(
        self, people: Any, ask: Any, histories: list[list[Step]], ends: list[int]
    ) -> None:
        since, until = (day(number).isoformat() for number in ends)
        asked = {"scope": "user:lin", "period": "2026-Q4"}
        with rolled_back():
            build(histories, people)
            bars = {row["bar"]: row["amount"] for row in ask("pipeline.flow", since=since, as_of=until, **asked).value}
            opening, closing = bars.pop("opening"), bars.pop("closing")
            assert opening == ask("pipeline.weighted", as_of=since, **asked).value
            assert closing == ask("pipeline.weighted", as_of=until, **asked).value
            assert opening + sum(bars.values()) == closing

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS))
    def test_closed_and_win_rate(self, people: Any, ask: Any, histories: list[list[Step]], at: int) -> None:
        with rolled_back():
            build(histories, people)
            asked = day(at).isoformat()
            states = held(histories, at)
            won = [step for step in states if step.status == "won"]
            lost = [step for step in states if step.status == "lost"]
            amounts = [worth(step).quantize(Decimal("0.01")) for step in won]
            assert ask("sales.closed", as_of=asked).value == sum(amounts)
            rate = ask("pipeline.win_rate", as_of=asked).value
            assert rate == (Decimal(len(won)) / (len(won) + len(lost)) if won or lost else None)
