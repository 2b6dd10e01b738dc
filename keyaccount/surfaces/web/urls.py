from __future__ import annotations

from django.urls import path

from keyaccount.surfaces.web.views import today
from keyaccount.surfaces.web.views.health import health
from keyaccount.surfaces.web.views.preferences import preferences
from keyaccount.surfaces.web.views.search import search
from keyaccount.surfaces.web.views.steps import done

app_name = "web"
urlpatterns = [
    path("", today.today, name="today"),
    path("today/figures", today.figures, name="today_figures"),
    path("today/moved", today.moved, name="today_moved"),
    path("today/steps/<int:opportunity_id>/done", done, name="step_done"),
    path("search", search, name="search"),
    path("preferences", preferences, name="preferences"),
    path("healthz", health, name="health"),
]
