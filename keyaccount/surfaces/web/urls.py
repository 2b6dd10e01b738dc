from __future__ import annotations

from django.urls import path

from keyaccount.surfaces.web.views.health import health
from keyaccount.surfaces.web.views.preferences import preferences
from keyaccount.surfaces.web.views.search import search
from keyaccount.surfaces.web.views.today import today

app_name = "web"
urlpatterns = [
    path("", today, name="today"),
    path("search", search, name="search"),
    path("preferences", preferences, name="preferences"),
    path("healthz", health, name="health"),
]
