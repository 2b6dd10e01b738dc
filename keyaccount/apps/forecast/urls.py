from __future__ import annotations

from django.urls import path

from keyaccount.apps.forecast.views import (
    accuracy,
    asking,
    categories,
    forecast,
    methods,
    reminding,
    review,
    rollup,
    scenario,
)

app_name = "forecast"
urlpatterns = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/methods/", methods.methods, name="methods"),
    path("forecast/methods/start/", methods.start, name="start_methods"),
    path("forecast/methods/progress/", methods.progress, name="methods_progress"),
    path("forecast/review/", review.weekly, name="review"),
    path("forecast/rollup/", rollup.page_of_rollup, name="rollup"),
    path("forecast/rollup/<int:person_id>/<slug:category>", rollup.number, name="number"),
    path("forecast/rollup/<int:person_id>/<slug:category>/reset", rollup.reset, name="reset_number"),
    path("forecast/accuracy/", accuracy.accuracy, name="accuracy"),
    path("forecast/people", asking.pick_person, name="pick_person"),
    path("forecast/remind", reminding.remind_of_forecast, name="remind"),
    path("forecast/submit", rollup.submit, name="submit"),
    path("opportunities/<int:pk>/forecast-category", categories.deal_category, name="deal_category"),
    path("opportunities/<int:pk>/forecast-category/clear", categories.clear_category, name="clear_category"),
    path("settings/forecast-categories/", categories.stage_categories, name="stage_categories"),
    path("settings/forecast-reminders/", reminding.reminder_rules_page, name="reminder_rules"),
    path("forecast/scenario/", scenario.scenario, name="scenario"),
    path("forecast/scenario/outcome", scenario.outcome, name="scenario_outcome"),
    path("forecast/scenario/save", scenario.save, name="save_scenario"),
    path("forecast/scenario/<int:pk>/share", scenario.share, name="share_scenario"),
    path("forecast/scenario/<int:pk>/archive", scenario.archive, name="archive_scenario"),
]
