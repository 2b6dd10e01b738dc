"""Histories of known shape, drawn by chance from a seed, to see whether methods find what was put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import pi, sin

import numpy as np

from keyaccount.formulas.forecasting.interface import AHEAD, History, Lack, Method, Month, OpenDeal, TooLittle
from keyaccount.formulas.forecasting.past import first_of

FIRST = 600  # January 2020
NOTHING_LEARNT = TooLittle(Lack.CLOSED_DEALS, 0, 100)
Shape = Callable[[int], float]


def trend(month: int) -> float:
    return 1000 + 12 * month


def season(month: int) -> float:
    return 1000 + 300 * sin(2 * pi * month / 12)


def trend_and_season(month: int) -> float:
    return trend(month) + 300 * sin(2 * pi * month / 12)


def history(shape: Shape, known: int, spread: float, seed: int) -> tuple[History, float]:
    """So many complete months around the shape, and what the next one brings."""
    chance = np.random.default_rng(seed)
    drawn = [shape(month) + chance.normal(0, spread) for month in range(known + 1)]
    months = [_month(place, drawn[place]) for place in range(known)] + [_month(known, None)]
    return History(_end_before(FIRST + known), months, odds=NOTHING_LEARNT), drawn[known]


def driven(known: int, seed: int) -> tuple[History, float]:
    """Months that bring 40 for each working day and 0.8 of what the pipeline expected in them."""
    chance = np.random.default_rng(seed)
    workdays, expected = chance.integers(16, 24, known + AHEAD), chance.uniform(200, 900, known + AHEAD)
    drawn = 40 * workdays + 0.8 * expected + chance.normal(0, 60, known + AHEAD)
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
    return History(_end_before(FIRST + known), months), float(drawn[known])


def pipeline(deals: int, seed: int) -> tuple[History, float]:
    """Deals in five stages that are won with exactly their stage's rate, and what they bring."""
    chance = np.random.default_rng(seed)
    rates = (0.1, 0.2, 0.3, 0.5, 0.8)
    stages, amounts = chance.integers(0, 5, deals), chance.lognormal(4, 0.6, deals)
    won = chance.random(deals) < np.array(rates)[stages]
    month = first_of(FIRST)
    offered = [
        OpenDeal(int(stage), Decimal(str(rates[stage])), Decimal(str(round(amount, 2))), month)
        for stage, amount in zip(stages, amounts, strict=True)
    ]
    return History(_end_before(FIRST), [_month(0, None)], offered), float(amounts @ won)


def coverage(method: Method, make: Callable[[int], tuple[History, float]], seeds: range) -> float:
    """How often the interval held what came."""
    inside = 0
    for seed in seeds:
        known, came = make(seed)
        fitted = method(known)
        assert not isinstance(fitted, TooLittle)
        said = fitted.predict(known.running)
        assert not isinstance(said, TooLittle)
        inside += float(said.low) <= came <= float(said.high)
    return inside / len(seeds)


def _month(place: int, closed: float | None) -> Month:
    amount = None if closed is None else Decimal(str(round(closed, 2)))
    return Month(first_of(FIRST + place), amount, (Decimal(0),) * AHEAD, Decimal(0), (21,) * AHEAD)


def _end_before(month: int) -> date:
    return date.fromordinal(first_of(month).toordinal() - 1)
