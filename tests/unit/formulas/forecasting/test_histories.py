"""How many deals of each stage were won and lost: in columns as one would count them by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from keyaccount.formulas.forecasting.histories import EVERYONE, Scoped, Whose, decided_by_stage, open_deals
from keyaccount.formulas.forecasting.interface import Decided
from keyaccount.formulas.forecasting.past import ARCHIVED, LOST, OPEN, WON, Orders, Past, States, Told

LAST = date(2024, 1, 10)


def past(count: int, seed: int) -> Past:
    """States of some deals, one after the other, drawn by chance."""
    chance = np.random.default_rng(seed)
    deal = np.sort(chance.integers(0, 1 + count // 4, count))
    begins = 1.7e9 + np.cumsum(chance.integers(1, 86_400, count)).astype(float)
    follows = np.append(deal[1:] == deal[:-1], np.zeros(min(count, 1), dtype=bool))
    ends = np.where(follows, np.append(begins[1:], [np.inf] * min(count, 1)), np.inf)
    none, zero = np.zeros(count, dtype=int), np.zeros(count)
    status, stage, owner, team = (chance.integers(low, high, count) for low, high in ((0, 4), (1, 7), (1, 6), (1, 4)))
    columns = (deal, begins, ends, status, stage, zero, zero, none, zero, none, none, none, none, owner, team)
    start = lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()  # noqa: E731
    nothing = Told({}, {}, {})
    orders = Orders(*(np.zeros(0, dtype=kind) for kind in (int, float, int, int)))
    return Past(States(*columns), orders, nothing, nothing, start, lambda day: np.ones(1))


def counted(states: States, moment: float, whose: Whose) -> dict[int, Decided]:
    names = ("deal", "begins", "ends", "status", "stage", "team", "owner")
    rows = list(zip(*(getattr(states, name) for name in names), strict=True))
    held = [row for row in rows if row[1] < moment <= row[2] and ours(whose, int(row[5]), int(row[6]))]
    outcome = {int(row[0]): int(row[3]) for row in held if row[3] in {WON, LOST}}
    seen = {(int(row[4]), int(row[0])) for row in rows if row[1] < moment and row[3] != ARCHIVED}
    found: dict[int, Decided] = {}
    for stage in {stage for stage, deal in seen if deal in outcome}:
        ended = [outcome[deal] for at, deal in seen if at == stage and deal in outcome]
        found[stage] = Decided(ended.count(WON), ended.count(LOST))
    return found


def ours(whose: Whose, team: int, owner: int) -> bool:
    if whose.person is not None:
        return owner == whose.person
    return whose.below is None or team in whose.below


@pytest.mark.parametrize("whose", [EVERYONE, Whose(1, frozenset({1, 2})), Whose(9, frozenset({9})), Whose(person=2)])
@pytest.mark.parametrize("count", [0, 1, 40, 400])
def test_decided_deals_are_counted_once_a_stage(count: int, whose: Whose) -> None:
    for seed in range(5):
        known = past(count, seed)
        moment = known.start(date(LAST.year, LAST.month, LAST.day + 1))
        assert decided_by_stage(Scoped(known, whose), LAST) == counted(known.states, moment, whose)


@pytest.mark.parametrize("seed", range(5))
def test_a_person_is_told_the_same_from_the_deals_that_were_ever_theirs(seed: int) -> None:
    known = past(400, seed)
    for person in range(1, 6):
        whole, own = (Scoped(one, Whose(person=person)) for one in (known, known.of_person(person)))
        assert len(own.past.states.deal) < len(known.states.deal)
        assert decided_by_stage(own, LAST) == decided_by_stage(whole, LAST)
        assert open_deals(own, LAST) == open_deals(whole, LAST)
        assert (own.revenue(LAST), own.fresh(LAST)) == (whole.revenue(LAST), whole.fresh(LAST))


def test_people_hold_between_them_what_everyone_holds() -> None:
    known = past(400, 1)
    moment = known.start(LAST)
    parts = [set(Scoped(known, Whose(person=person)).held(moment, OPEN).tolist()) for person in range(1, 6)]
    assert set().union(*parts) == set(Scoped(known).held(moment, OPEN).tolist())
    assert sum(map(len, parts)) == len(set().union(*parts))


def test_the_busiest_are_those_who_hold_most_deals_now() -> None:
    known = past(400, 2)
    owners = known.states.owner[np.isinf(known.states.ends)].tolist()
    by_deals = sorted(range(1, 6), key=lambda person: (-owners.count(person), person))
    assert known.busiest(np.array([1, 2, 3, 4, 5, 99]), 2) == sorted(by_deals[:2])
    assert known.busiest(np.array([99]), 2) == []
