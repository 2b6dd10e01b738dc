from __future__ import annotations

from django.urls import path

from keyaccount.apps.forecast.views import forecast, methods, review

app_name = "forecast"
urlpatterns = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/methods/", methods.methods, name="methods"),
    path("forecast/methods/start/", methods.start, name="start_methods"),
    path("forecast/methods/progress/", methods.progress, name="methods_progress"),
    path("forecast/review/", review.weekly, name="review"),
]
