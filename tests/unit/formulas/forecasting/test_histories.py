"""How many deals of each stage were won and lost: in columns as one would count them by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from keyaccount.formulas.forecasting.histories import Scoped, decided_by_stage
from keyaccount.formulas.forecasting.interface import Decided
from keyaccount.formulas.forecasting.past import ARCHIVED, LOST, WON, States

LAST = date(2024, 1, 10)


def past(count: int, seed: int) -> SimpleNamespace:
    """States of some deals, one after the other, drawn by chance."""
    chance = np.random.default_rng(seed)
    deal = np.sort(chance.integers(0, 1 + count // 4, count))
    begins = 1.7e9 + np.cumsum(chance.integers(1, 86_400, count)).astype(float)
    follows = np.append(deal[1:] == deal[:-1], np.zeros(min(count, 1), dtype=bool))
    ends = np.where(follows, np.append(begins[1:], [np.inf] * min(count, 1)), np.inf)
    none, zero = np.zeros(count, dtype=int), np.zeros(count)
    status, stage, team = (chance.integers(low, high, count) for low, high in ((0, 4), (1, 7), (1, 4)))
    columns = (deal, begins, ends, status, stage, zero, zero, none, zero, none, none, none, none, none, team)
    start = lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()  # noqa: E731
    return SimpleNamespace(states=States(*columns), start=start)


def counted(states: States, moment: float, teams: frozenset[int] | None) -> dict[int, Decided]:
    rows = list(zip(states.deal, states.begins, states.ends, states.status, states.stage, states.team, strict=True))
    held = [row for row in rows if row[1] < moment <= row[2] and (teams is None or int(row[5]) in teams)]
    outcome = {int(row[0]): int(row[3]) for row in held if row[3] in {WON, LOST}}
    seen = {(int(row[4]), int(row[0])) for row in rows if row[1] < moment and row[3] != ARCHIVED}
    found: dict[int, Decided] = {}
    for stage in {stage for stage, deal in seen if deal in outcome}:
        ended = [outcome[deal] for at, deal in seen if at == stage and deal in outcome]
        found[stage] = Decided(ended.count(WON), ended.count(LOST))
    return found


@pytest.mark.parametrize("teams", [None, frozenset({1, 2}), frozenset({9})])
@pytest.mark.parametrize("count", [0, 1, 40, 400])
def test_decided_deals_are_counted_once_a_stage(count: int, teams: frozenset[int] | None) -> None:
    for seed in range(5):
        known = past(count, seed)
        moment = known.start(date(LAST.year, LAST.month, LAST.day + 1))
        assert decided_by_stage(Scoped(known, teams), LAST) == counted(known.states, moment, teams)  # type: ignore[arg-type]
