"""What people and methods say about the future."""

from __future__ import annotations

from tests.house.rules import CREATES, SIGNED_IN, Address

PAGES = {
    "forecast:forecast": Address(SIGNED_IN),
    "forecast:review": Address(SIGNED_IN),
    "forecast:methods": Address(SIGNED_IN),
    "forecast:start_methods": Address(CREATES, "POST"),
    "forecast:methods_progress": Address(SIGNED_IN),
}

OPERATIONS: dict[str, Address] = {
    "listForecastMethods": Address(SIGNED_IN),
    "listForecastRuns": Address(SIGNED_IN),
    "startForecastRun": Address(CREATES),
    "listPredictions": Address(SIGNED_IN),
}

FIGURE_OPTIONS: dict[str, str] = {
    "forecast.trend": "",
    "forecast.weighted": "scope=team:East",
    "forecast.measured": "",
    "forecast.regression": "period=2026-12",
    "forecast.learned": "scope=team:East",
    "forecast.wape": "method=trend",
    "forecast.bias": "method=trend",
    "forecast.interval_coverage": "method=learned&scope=team:East",
    "forecast.methods": "",
    "forecast.win_chance": "opportunity=1",
}
