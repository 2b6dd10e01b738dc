"""Multiple regression: a month from what was known at its start, with a ridge that keeps short histories calm.

Known at the start: the month before, the mean of the three before, the weighted pipeline expected in the month, the
whole weighted pipeline, and the working days of the month (Chinese holidays and make-up days counted).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from keyaccount.formulas.forecasting.interface import (
    CERTAINTY,
    WEEKDAYS,
    History,
    Lack,
    Month,
    Prediction,
    Reason,
    TooLittle,
    at_least,
)
from keyaccount.formulas.forecasting.simulation import Floats, money
from keyaccount.formulas.forecasting.workdays import is_announced

LAGS = 3
FEWEST = 12
DRIVERS = ("last_month", "last_quarter", "expected", "pipeline", "workdays")
RIDGES = tuple(10.0**power for power in range(-3, 4))


@dataclass(frozen=True, slots=True)
class Line:
    """A ridge regression on standardised drivers; `inverse` is (X'X + λ)⁻¹, from which the interval comes."""

    middle: Floats
    scale: Floats
    mean: float
    slopes: Floats
    spread: float
    freedom: float
    inverse: Floats

    def at(self, drivers: Floats) -> tuple[float, float, Floats]:
        """The value, half its interval, and what each driver adds to the mean."""
        standard = (drivers - self.middle) / self.scale
        effects = standard * self.slopes
        far = 1 + 1 / max(self.freedom, 1) + float(standard @ self.inverse @ standard)
        width = stats.t.ppf(0.5 + float(CERTAINTY) / 2, self.freedom) * self.spread * np.sqrt(far)
        return self.mean + float(effects.sum()), float(width), effects


@dataclass(frozen=True, slots=True)
class Regressed:
    history: History
    lines: Sequence[Line]

    def predict(self, month: date) -> Prediction | TooLittle:
        ahead = self.history.ahead(month)
        months = self.history.months
        drivers = _drivers(months, len(months) - 1, ahead)
        value, width, effects = self.lines[ahead].at(drivers)
        reasons = [Reason("usual", money(self.lines[ahead].mean))]
        for place in np.argsort(-np.abs(effects)):
            name = DRIVERS[place]
            about = WEEKDAYS if name == "workdays" and not is_announced(month.year) else ""
            reasons.append(Reason(name, money(effects[place]), money(drivers[place]), about))
        low = max(0.0, value - width)
        said = Prediction(money(max(0.0, value)), money(low), money(max(low, value + width)), reasons)
        return at_least(said, self.history.closed_in(month))


def fit(history: History) -> Regressed | TooLittle:
    """One line for each number of months ahead, all with what was known at a month's start."""
    known = len(history.complete)
    ahead = len(history.months[-1].workdays) if history.months else 1
    need = LAGS + FEWEST + ahead - 1
    if known < need:
        return TooLittle(Lack.MONTHS, known, need)
    return Regressed(history, [_line(history, step) for step in range(ahead)])


def _line(history: History, ahead: int) -> Line:
    months = history.months
    places = range(LAGS, len(history.complete) - ahead)
    rows = np.array([_drivers(months, place, ahead) for place in places])
    came = np.array([float(months[place + ahead].closed or 0) for place in places])
    return fitted_line(rows, came)


def _drivers(months: Sequence[Month], place: int, ahead: int) -> Floats:
    past = [float(month.closed or 0) for month in months[place - LAGS : place]]
    month = months[place]
    return np.array(
        [past[-1], sum(past) / LAGS, float(month.expected[ahead]), float(month.pipeline), month.workdays[ahead]]
    )


def fitted_line(rows: Floats, came: Floats) -> Line:
    """The ridge whose errors on left-out rows are least; drivers that never change weigh nothing."""
    middle, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    standard, rest = (rows - middle) / scale, came - came.mean()
    ridge = min(RIDGES, key=lambda each: _left_out_error(standard, rest, each))
    inverse = np.linalg.inv(standard.T @ standard + ridge * len(rest) * np.eye(standard.shape[1]))
    slopes = inverse @ standard.T @ rest
    used = float(np.trace(standard @ inverse @ standard.T))
    freedom = max(len(rest) - 1 - used, 2.0)
    spread = float(np.sqrt(((rest - standard @ slopes) ** 2).sum() / freedom))
    return Line(middle, scale, float(came.mean()), slopes, spread, freedom, inverse)


def _left_out_error(standard: Floats, rest: Floats, ridge: float) -> float:
    """Mean square error of leaving each row out once, which needs only one fit."""
    inverse = np.linalg.inv(standard.T @ standard + ridge * len(rest) * np.eye(standard.shape[1]))
    hat = standard @ inverse @ standard.T
    errors = (rest - hat @ rest) / (1 - np.clip(np.diag(hat) + 1 / len(rest), 0, 0.99))
    return float((errors**2).mean())
