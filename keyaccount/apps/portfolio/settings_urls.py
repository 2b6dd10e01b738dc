"""Addresses of what this domain adds to the settings; urls.py takes them in under `settings/`."""

from __future__ import annotations

from django.urls import path

from keyaccount.apps.portfolio.views import settings_rules as rules

urlpatterns = [
    path("segments/", rules.segment_rules, name="segment_rules"),
]
