from keyaccount.apps.forecast.models.methods import DealOdds, ForecastRun, MonthForecast

__all__ = ["DealOdds", "ForecastRun", "MonthForecast"]
