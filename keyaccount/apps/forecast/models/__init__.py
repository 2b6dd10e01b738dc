"""Records of the forecast: what people say (categories, numbers, submissions), and what methods say."""

from keyaccount.apps.forecast.models.categories import Category, DealCategory, StageCategory
from keyaccount.apps.forecast.models.methods import DealOdds, ForecastRun, MonthForecast
from keyaccount.apps.forecast.models.overrides import Override, Spoken
from keyaccount.apps.forecast.models.reminders import Reminder, ReminderRules
from keyaccount.apps.forecast.models.scenarios import Scenario
from keyaccount.apps.forecast.models.submissions import Submission

__all__ = [
    "Category",
    "DealCategory",
    "DealOdds",
    "ForecastRun",
    "MonthForecast",
    "Override",
    "Reminder",
    "ReminderRules",
    "Scenario",
    "Spoken",
    "StageCategory",
    "Submission",
]
