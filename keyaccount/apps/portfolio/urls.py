from __future__ import annotations

from django.urls import include, path

from keyaccount.apps.portfolio import settings_urls
from keyaccount.apps.portfolio.views import (
    estimates,
    ledger,
    markets,
    matrix,
    pool,
    pool_rules,
    provinces,
    settings_signals,
    settings_tiers,
    signals,
    spread,
    tiers,
    units,
    white_space,
)

CELL = "accounts/<int:account_id>/white-space/<int:unit_id>/<int:product_id>"

app_name = "portfolio"
urlpatterns = [
    path("pool/", pool.pool, name="pool"),
    path("pool/<int:account_id>/claim", pool.claim, name="claim"),
    path("pool/<int:account_id>/assign", pool.assign, name="assign"),
    path("pool/<int:account_id>/return", pool.give_back, name="return"),
    path("settings/pool/", pool_rules.pool_rules, name="pool_rules"),
    path("accounts/matrix", matrix.matrix, name="matrix"),
    path("accounts/markets", markets.markets, name="markets"),
    path("accounts/markets/new", markets.new_market, name="new_market"),
    path("accounts/markets/<int:market_id>/", markets.market, name="market"),
    path("accounts/markets/<int:market_id>/archive", markets.archive_market, name="archive_market"),
    path("accounts/ledger", ledger.ledger, name="ledger"),
    path("accounts/ledger/choices/<slug:field>", ledger.ledger_choices, name="ledger_choices"),
    path("accounts/provinces", provinces.provinces, name="provinces"),
    path("accounts/matrix/what-if", matrix.no_what_if, name="no_what_if"),
    path("accounts/matrix/movement", matrix.movement, name="movement"),
    path("accounts/<int:account_id>/what-if", matrix.what_if, name="what_if"),
    path("accounts/<int:account_id>/estimates/new", estimates.new_estimate, name="new_estimate"),
    path("white-space/", white_space.overview, name="overview"),
    path("accounts/<int:account_id>/white-space/", white_space.of_account, name="white_space"),
    path(CELL, white_space.cell, name="cell"),
    path(f"{CELL}/opportunity", white_space.fill, name="fill"),
    path("accounts/<int:account_id>/units/new", units.new, name="new_unit"),
    path("units/<int:unit_id>/", units.rename, name="unit"),
    path("units/<int:unit_id>/archive", units.archive, name="archive_unit"),
    path("signals/", signals.signals, name="signals"),
    path("signals/new", signals.new, name="new_signal"),
    path("signals/<int:signal_id>/opportunity", signals.follow, name="follow"),
    path("signals/<int:signal_id>/dismiss", signals.dismiss, name="dismiss"),
    path("signals/<int:signal_id>/take-up", signals.take_up, name="take_up"),
    path("settings/signals/", settings_signals.rules, name="signal_rules"),
    path("settings/signals/new/", settings_signals.new_rule, name="new_signal_rule"),
    path("settings/signals/<int:rule_id>/", settings_signals.rule, name="signal_rule"),
    path("settings/signals/<int:rule_id>/archive", settings_signals.mark_rule, name="mark_signal_rule"),
    path("settings/white-space/", white_space.settings_rule, name="white_space_rule"),
    path("accounts/spread", spread.spread, name="spread"),
    path("accounts/<int:account_id>/tier", tiers.set_tier, name="set_tier"),
    path("accounts/<int:account_id>/tier/end", tiers.end_override, name="end_override"),
    path("settings/tiers/", settings_tiers.rules, name="tier_rules"),
    path("settings/tiers/review", settings_tiers.review, name="review_tiers"),
    path("settings/", include(settings_urls.urlpatterns)),
]
