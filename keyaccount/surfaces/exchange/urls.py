from __future__ import annotations

from django.urls import path

from keyaccount.surfaces.exchange.views.exporting import export

app_name = "exchange"
urlpatterns = [
    path("exports/<path:place>.<slug:format>", export, name="export"),
]
