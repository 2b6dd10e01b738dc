"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import path

from keyaccount.surfaces.api.api import api

urlpatterns = [path("", api.urls)]
