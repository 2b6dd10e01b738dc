"""What people and methods say about the future."""

from __future__ import annotations

from tests.house.rules import (
    ADMINISTERS,
    CREATES,
    ONLY_ITS_AUTHOR,
    ONLY_LIN,
    SEES,
    SETS_TARGETS,
    SIGNED_IN,
    WRITES,
    Address,
)

PAGES = {
    "forecast:forecast": Address(SIGNED_IN),
    "forecast:review": Address(SIGNED_IN),
    "forecast:methods": Address(SIGNED_IN),
    "forecast:start_methods": Address(CREATES, "POST"),
    "forecast:methods_progress": Address(SIGNED_IN),
    "forecast:rollup": Address(SIGNED_IN),
    "forecast:accuracy": Address(SIGNED_IN),
    "forecast:number": Address(WRITES),
    "forecast:reset_number": Address(WRITES),
    "forecast:submit": Address(CREATES),
    "forecast:pick_person": Address(SIGNED_IN, query="?q=lin"),
    "forecast:remind": Address(SETS_TARGETS, "POST"),
    "forecast:deal_category": Address(WRITES),
    "forecast:clear_category": Address(WRITES, "POST"),
    "forecast:scenario": Address(SIGNED_IN),
    "forecast:scenario_outcome": Address(SIGNED_IN),
    "forecast:save_scenario": Address(
        SIGNED_IN,
        "POST",
        {"name": "New", "new_deals": "3", "win_rate": "40", "mean_amount": "1000", "cycle_days": "60"},
    ),
    "forecast:share_scenario": Address(ONLY_LIN, "POST", {"team": ""}),
    "forecast:archive_scenario": Address(ONLY_LIN, "POST"),
}

SETTINGS = {
    "forecast:stage_categories": Address(ADMINISTERS),
    "forecast:reminder_rules": Address(ADMINISTERS),
}

OPERATIONS: dict[str, Address] = {
    "listForecastMethods": Address(SIGNED_IN),
    "listForecastRuns": Address(SIGNED_IN),
    "startForecastRun": Address(CREATES),
    "listPredictions": Address(SIGNED_IN),
    "getForecastCategory": Address(SEES),
    "setForecastCategory": Address(WRITES, data={"category": "best_case"}),
    "clearForecastCategory": Address(WRITES),
    "listOverrides": Address(SIGNED_IN),
    "getOverride": Address(SEES),
    "setOverride": Address(CREATES, data={"category": "commit", "amount": "12", "note": "They told me"}),
    "resetOverride": Address(ONLY_ITS_AUTHOR, data={"reason": "It moved"}),
    "listSubmissions": Address(SIGNED_IN),
    "getSubmission": Address(SEES),
    "submitForecast": Address(CREATES),
    "listOwedSubmissions": Address(SIGNED_IN),
    "listReminders": Address(SIGNED_IN),
    "remindOfForecast": Address(SETS_TARGETS),
    "listScenarios": Address(SIGNED_IN),
    "getScenario": Address(ONLY_LIN),
    "createScenario": Address(SIGNED_IN, data={"name": "New", "cycle_days": "60"}),
    "archiveScenario": Address(ONLY_LIN),
    "restoreScenario": Address(ONLY_LIN),
}

FIGURE_OPTIONS: dict[str, str] = {
    "forecast.accuracy": "period=2026",
    "forecast.best_case": "period=2026-Q4",
    "forecast.best_case_alone": "period=2026-Q4",
    "forecast.commit": "period=2026-Q4",
    "forecast.commit_alone": "period=2026-Q4",
    "forecast.judged_best_case": "period=2026-Q4",
    "forecast.judged_commit": "period=2026-Q4",
    "forecast.judged_pipeline": "period=2026-Q4",
    "forecast.pipeline": "period=2026-Q4",
    "forecast.pipeline_alone": "period=2026-Q4",
    "forecast.promise_bias": "period=2026",
    "forecast.stage_bias": "period=2026-Q3",
    "forecast.trend": "",
    "forecast.weighted": "scope=team:East",
    "forecast.measured": "scope=user:lin",
    "forecast.regression": "period=2026-12",
    "forecast.learned": "scope=team:East",
    "forecast.wape": "method=trend",
    "forecast.bias": "method=trend",
    "forecast.interval_coverage": "method=learned&scope=team:East",
    "forecast.methods": "",
    "forecast.win_chance": "opportunity=1",
}
