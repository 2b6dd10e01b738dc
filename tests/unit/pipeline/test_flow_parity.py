"""SQL = formula for the flow on random histories: every bar, how many deals moved it, and the largest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.flow import flow_between
from keyaccount.apps.pipeline.queries.flow_deals import bars_with_deals
from keyaccount.apps.pipeline.queries.moves import moves_between
from keyaccount.apps.workspace.models import ExchangeRate
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.formulas.flow import STEPS, Change, DealAt, decompose, flow
from keyaccount.kernel.period import Period
from tests.unit.pipeline.test_changes_parity import ends_of_window, step_at
from tests.unit.pipeline.test_parity import DAYS, QUIET, RATES, WIN_RATES, Step, build, day, deals, instant, rolled_back

LATER = {**RATES, "USD": Decimal("6.9")}
CHANGED_ON = 60
PERIOD = Period(date(2026, 9, 1), date(2026, 11, 30))


@dataclass(frozen=True)
class Asked:
    """owner: the number of the one whose deals count, None for all."""

    owner: int | None
    period: Period | None
    currency: str | None


asked_for = st.builds(
    Asked,
    owner=st.none() | st.integers(0, 1),
    period=st.none() | st.just(PERIOD),
    currency=st.none() | st.sampled_from(sorted(RATES)),
)


def deal_at(step: Step | None, at: int, asked: Asked) -> DealAt | None:
    if step is None:
        return None
    expected = None if step.expected is None else day(step.expected)
    in_period = asked.period is None or (expected is not None and asked.period.start <= expected <= asked.period.end)
    in_scope = asked.owner in {None, step.owner} and asked.currency in {None, step.currency}
    return DealAt(
        open=step.status == "open",
        won=step.status == "won",
        lost=step.status == "lost",
        counted=step.status == "open" and in_scope and in_period,
        amount=Decimal(step.amount) / 100,
        rate=(LATER if at >= CHANGED_ON else RATES)[step.currency],
        currency=step.currency,
        win_rate=WIN_RATES[step.stage],
        in_scope=in_scope,
        in_period=in_period,
    )


def changes_of(histories: list[list[Step]], ends: list[int], asked: Asked) -> list[Change]:
    """Of every deal, touched or not, one by one."""
    return [Change(*(deal_at(step_at(history, at), at, asked) for at in ends)) for history in histories]


def question(people: Any, until: int, asked: Asked) -> Question:
    owners = (people.lin, people.stranger)
    scope = COMPANY if asked.owner is None else Scope(ScopeKind.USER, owners[asked.owner].pk, "one")
    filters = {"currency": asked.currency} if asked.currency else {}
    return Question(people.admin, day(DAYS), day(until), scope, asked.period, None, MappingProxyType(filters))


def moved_by(histories: list[list[Step]], ends: list[int], changes: list[Change]) -> Mapping[int, Change]:
    """Those of deals that somebody touched; the others only exchange rates moved, which no list names."""
    touched = [step_at(history, ends[0]) is not step_at(history, ends[1]) for history in histories]
    return {number: change for number, change in enumerate(changes) if touched[number] and decompose(change)}


@pytest.mark.django_db
class TestFlow:
    @QUIET
    @given(histories=deals, ends=ends_of_window, asked=asked_for)
    def test_every_bar_and_its_deals(
        self, people: Any, histories: list[list[Step]], ends: list[int], asked: Asked
    ) -> None:
        changes = changes_of(histories, ends, asked)
        moved = moved_by(histories, ends, changes)
        counts = Counter(bar for change in moved.values() for bar in decompose(change))
        with rolled_back():
            build(histories, people)
            ExchangeRate.objects.create(currency_id="USD", day=day(CHANGED_ON), rate=LATER["USD"])
            found = flow_between(question(people, ends[1], asked), day(ends[0]), load_workspace())
            assert found.bars == flow(changes)
            assert dict(found.counts) == dict(counts)
            assert found.moved == len(moved)

    @QUIET
    @given(histories=deals, ends=ends_of_window, asked=asked_for, shown=st.integers(1, 3))
    def test_the_largest_behind_each_bar(
        self, people: Any, histories: list[list[Step]], ends: list[int], asked: Asked, shown: int
    ) -> None:
        moved = moved_by(histories, ends, changes_of(histories, ends, asked))
        effects = {bar: sizes(moved, bar)[:shown] for bar in STEPS if sizes(moved, bar)}
        whole = sorted((abs(sum(decompose(change).values())) for change in moved.values()), reverse=True)
        with rolled_back():
            build(histories, people)
            ExchangeRate.objects.create(currency_id="USD", day=day(CHANGED_ON), rate=LATER["USD"])
            asking, since, workspace = question(people, ends[1], asked), day(ends[0]), load_workspace()
            bars = bars_with_deals(asking, since, workspace, shown=shown)
            assert {bar.key: [abs(deal.effect) for deal in bar.deals] for bar in bars} == effects
            moves = moves_between(asking, since, workspace, shown)
            assert [abs(move.effect) for move in moves.shown] == whole[:shown]
            assert moves.others == len(moved) - len(moves.shown)

    def test_conditions_on_the_account_are_asked_of_both_sides(self, people: Any, ask: Any) -> None:
        """A deal that went to an account whose name holds the words joined; one of another name does not count."""
        step = Step(day=1, status="open", stage=0, amount=100_000, expected=None, owner=0, currency="CNY")
        build([[step, replace(step, day=50, amount=200_000)], [step, replace(step, day=50, amount=300_000)]], people)
        account = Account.objects.create(
            name="Huadong", search="huadong", owner=people.lin, created_at=instant(0), updated_at=instant(0)
        )
        first = Opportunity.objects.get(name="Deal 0")
        first.states.filter(valid_to=None).update(account=account)
        asked = {"since": day(10).isoformat(), "as_of": day(DAYS - 1).isoformat(), "q": "Huadong"}
        bars = {row["bar"]: (row["amount"], row["deals"]) for row in ask("pipeline.flow", **asked).value}
        assert bars == {"opening": (0, 0), "joined": (100, 1), "closing": (100, 0)}


def sizes(moved: Mapping[int, Change], bar: str) -> list[Decimal]:
    parts = (decompose(change) for change in moved.values())
    return sorted((abs(part[bar]) for part in parts if bar in part), reverse=True)
