from __future__ import annotations

from django.urls import path

from keyaccount.apps.insights.views.explain import explain, history
from keyaccount.apps.insights.views.overview import overview

app_name = "insights"
urlpatterns = [
    path("figures/<str:key>", explain, name="explain"),
    path("figures/<str:key>/history", history, name="history"),
    path("insights/", overview, name="overview"),
]
