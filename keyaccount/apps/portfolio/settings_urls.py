"""Addresses of what this domain adds to the settings; urls.py takes them in under `settings/`."""

from __future__ import annotations

from django.urls import path

from keyaccount.apps.portfolio.views import settings_markets as markets
from keyaccount.apps.portfolio.views import settings_resources as resources
from keyaccount.apps.portfolio.views import settings_rules as rules
from keyaccount.apps.portfolio.views import settings_scorecards as scorecards

urlpatterns = [
    path("resources/", resources.resource_rules, name="resource_rules"),
    path("scorecards/", scorecards.scorecard, {"stance": "attack"}, name="scorecards"),
    path("scorecards/<str:stance>/", scorecards.scorecard, name="scorecard"),
    path("segments/", rules.segment_rules, name="segment_rules"),
    path("markets/", markets.rules, name="market_rules"),
    path("markets/new", markets.new_rule, name="new_market_rule"),
    path("markets/<int:rule_id>/", markets.rule, name="market_rule"),
    path("markets/<int:rule_id>/archive", markets.mark_rule, name="mark_market_rule"),
    path("markets/<int:rule_id>/raise", markets.raise_rule, name="raise_market_rule"),
]
