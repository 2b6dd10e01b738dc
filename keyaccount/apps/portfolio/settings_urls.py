"""Addresses of what this domain adds to the settings; urls.py takes them in under `settings/`."""

from __future__ import annotations

from django.urls import path

from keyaccount.apps.portfolio.views import settings_markets as markets
from keyaccount.apps.portfolio.views import settings_province_map as province_map
from keyaccount.apps.portfolio.views import settings_resources as resources
from keyaccount.apps.portfolio.views import settings_rules as rules
from keyaccount.apps.portfolio.views import settings_scorecards as scorecards

urlpatterns = [
    path("resources/", resources.resource_rules, name="resource_rules"),
    path("scorecards/", scorecards.scorecard, {"stance": "attack"}, name="scorecards"),
    path("scorecards/<str:stance>/", scorecards.scorecard, name="scorecard"),
    path("segments/", rules.segment_rules, name="segment_rules"),
    path("map/", province_map.province_map, name="province_map"),
    path("map/new", province_map.put, name="put_province_map"),
    path("map/remove", province_map.take_away, name="take_away_province_map"),
    path("markets/", markets.rules, name="market_rules"),
    path("markets/new", markets.new_rule, name="new_market_rule"),
    path("markets/<int:rule_id>/", markets.rule, name="market_rule"),
    path("markets/<int:rule_id>/archive", markets.mark_rule, name="mark_market_rule"),
    path("markets/<int:rule_id>/raise", markets.raise_rule, name="raise_market_rule"),
]
