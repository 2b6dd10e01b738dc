"""Histories of known shape, drawn by chance from a seed, to see whether methods find what was put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import pi, sin

import numpy as np
import numpy.typing as npt

from keyaccount.formulas.forecasting.interface import AHEAD, History, Lack, Method, Month, OpenDeal, TooLittle
from keyaccount.formulas.forecasting.past import first_of

FIRST = 600  # January 2020
NOTHING_LEARNT = TooLittle(Lack.CLOSED_DEALS, 0, 100)
Shape = Callable[[int], float]
DRAWS = 200
Floats = npt.NDArray[np.float64]


def trend(month: int) -> float:
    return 1000 + 12 * month


def season(month: int) -> float:
    return 1000 + 300 * sin(2 * pi * month / 12)


def trend_and_season(month: int) -> float:
    return trend(month) + 300 * sin(2 * pi * month / 12)


def history(shape: Shape, known: int, spread: float, seed: int) -> tuple[History, Floats]:
    """So many complete months around the shape, and what the next one may bring, drawn DRAWS times."""
    chance = np.random.default_rng(seed)
    drawn = [shape(month) + chance.normal(0, spread) for month in range(known)]
    months = [_month(place, drawn[place]) for place in range(known)] + [_month(known, None)]
    may_come = shape(known) + chance.normal(0, spread, DRAWS)
    return History(_end_before(FIRST + known), months, odds=NOTHING_LEARNT), may_come


def driven(known: int, seed: int) -> tuple[History, Floats]:
    """Months that bring 40 for each working day and 0.8 of what the pipeline expected in them."""
    chance = np.random.default_rng(seed)
    workdays, expected = chance.integers(16, 24, known + AHEAD), chance.uniform(200, 900, known + AHEAD)
    true = 40 * workdays + 0.8 * expected
    drawn = true + chance.normal(0, 60, known + AHEAD)
    months = [
        Month(
            first_of(FIRST + place),
            Decimal(str(round(drawn[place], 2))) if place < known else None,
            tuple(Decimal(str(round(each, 2))) for each in expected[place : place + AHEAD]),
            Decimal(str(round(expected[place : place + AHEAD].sum(), 2))),
            tuple(int(each) for each in workdays[place : place + AHEAD]),
        )
        for place in range(known + 1)
    ]
    return History(_end_before(FIRST + known), months), true[known] + chance.normal(0, 60, DRAWS)


def pipeline(deals: int, seed: int) -> tuple[History, Floats]:
    """Deals in five stages that are won with exactly their stage's rate, and what they may bring."""
    chance = np.random.default_rng(seed)
    rates = (0.1, 0.2, 0.3, 0.5, 0.8)
    stages, amounts = chance.integers(0, 5, deals), chance.lognormal(4, 0.6, deals)
    won = chance.random((DRAWS, deals)) < np.array(rates)[stages]
    month = first_of(FIRST)
    offered = [
        OpenDeal(int(stage), Decimal(str(rates[stage])), Decimal(str(round(amount, 2))), month)
        for stage, amount in zip(stages, amounts, strict=True)
    ]
    return History(_end_before(FIRST), [_month(0, None)], offered), won @ amounts


def coverage(method: Method, make: Callable[[int], tuple[History, Floats]], seeds: range) -> float:
    """How much of what may come the interval holds: the truth is known, so it is asked many times of each history.

    One outcome for each history would leave the luck of so many draws in the share: ±3 points for 200 histories.
    """
    held = []
    for seed in seeds:
        known, may_come = make(seed)
        fitted = method(known)
        assert not isinstance(fitted, TooLittle)
        said = fitted.predict(known.running)
        assert not isinstance(said, TooLittle)
        held.append(((may_come >= float(said.low)) & (may_come <= float(said.high))).mean())
    return float(np.mean(held))


def _month(place: int, closed: float | None) -> Month:
    amount = None if closed is None else Decimal(str(round(closed, 2)))
    return Month(first_of(FIRST + place), amount, (Decimal(0),) * AHEAD, Decimal(0), (21,) * AHEAD)


def _end_before(month: int) -> date:
    return date.fromordinal(first_of(month).toordinal() - 1)
