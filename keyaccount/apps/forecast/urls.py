from __future__ import annotations

from django.urls import path

from keyaccount.apps.forecast.views import forecast

app_name = "forecast"
urlpatterns = [
    path("forecast/", forecast.forecast, name="forecast"),
]
