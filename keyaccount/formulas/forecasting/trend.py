"""Historical trend: exponential smoothing with a damped trend, and with the season once two whole years are known."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from keyaccount.formulas.forecasting.interface import (
    CERTAINTY,
    History,
    Lack,
    Prediction,
    Reason,
    TooLittle,
    at_least,
)
from keyaccount.formulas.forecasting.simulation import Floats, money

FEWEST = 6
SEASON = 12
SEASONAL_FROM = 2 * SEASON
PARAMETERS = 5  # level, trend, damping and the two values that the series begins with


@dataclass(frozen=True, slots=True)
class Smoothed:
    history: History
    forecast: Floats
    widths: Floats
    last: float
    level: float
    season: Floats

    def predict(self, month: date) -> Prediction:
        ahead = self.history.ahead(month)
        value, width, season = (float(each[ahead]) for each in (self.forecast, self.widths, self.season))
        reasons = (
            Reason("level", money(self.level)),
            Reason("trend", money(value - season - self.level)),
            *((Reason("season", money(season)),) if self.season.any() else ()),
        )
        closed = self.history.closed_in(month)
        low = max(0.0, value - width)
        said = Prediction(money(max(0.0, value)), money(low), money(max(low, value + width)), reasons)
        return at_least(said, closed)


def fit(history: History) -> Smoothed | TooLittle:
    series = np.array([float(month.closed or 0) for month in history.complete])
    if len(series) < FEWEST:
        return TooLittle(Lack.MONTHS, len(series), FEWEST)
    seasonal = len(series) >= SEASONAL_FROM
    ahead = 3
    model = _smoothed(series, seasonal)
    forecast = np.asarray(model.forecast(ahead))
    season = _season(model, seasonal, len(series), ahead)
    level = float(np.asarray(model.level)[-1])
    return Smoothed(history, forecast, _widths(model, series, seasonal, ahead), float(series[-1]), level, season)


def _smoothed(series: Floats, seasonal: bool) -> Any:
    """The fit of the library; its warnings say that a flat series has no best damping, which does no harm here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ExponentialSmoothing(
            series,
            trend="add",
            damped_trend=True,
            seasonal="add" if seasonal else None,
            seasonal_periods=SEASON if seasonal else None,
            initialization_method="estimated",
        ).fit()


def _season(model: Any, seasonal: bool, known: int, ahead: int) -> Floats:
    """What the season adds in each month ahead: what it added a year before."""
    if not seasonal:
        return np.zeros(ahead)
    last_year = np.asarray(model.season)[known - SEASON :]
    return last_year[np.arange(ahead) % SEASON]


def _widths(model: Any, series: Floats, seasonal: bool, ahead: int) -> Floats:
    """Half an interval: errors of one month, carried on by how much level, trend and season follow them.

    The errors are divided by what is left after the parameters that were fitted to them, or a short series would look
    surer than it is.
    """
    fitted = PARAMETERS + (SEASON - 1 if seasonal else 0)
    freedom = max(len(series) - fitted, 2)
    spread = float(np.sqrt((np.asarray(model.resid) ** 2).sum() / freedom))
    alpha, damping = float(model.params["smoothing_level"]), float(model.params["damping_trend"])
    beta = float(model.params["smoothing_trend"])
    steps = np.arange(1, ahead)
    carried = alpha + beta * np.cumsum(damping**steps)
    growing = np.sqrt(1 + np.concatenate([[0.0], np.cumsum(carried**2)]))
    drawn = np.sqrt(1 + fitted / len(series))  # the fitted values are not the true ones either
    return np.asarray(stats.t.ppf(0.5 + float(CERTAINTY) / 2, freedom) * spread * growing * drawn)
