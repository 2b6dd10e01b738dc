from __future__ import annotations

from django.urls import include, path

from keyaccount.apps.pipeline import settings_urls
from keyaccount.apps.pipeline.views import (
    board,
    cells,
    charts,
    editing,
    filtering,
    moving,
    opportunity,
    orders,
    people,
    referrals,
    table,
)

app_name = "pipeline"
urlpatterns = [
    path("accounts/<int:account_id>/orders/new", orders.new_order, name="new_order"),
    path("accounts/<int:account_id>/orders/<int:order_id>/archive", orders.remove_order, name="remove_order"),
    path("pipeline/", board.start, name="start"),
    path("pipeline/board", board.board, name="board"),
    path("pipeline/board/<int:stage>/more", board.more, name="more_cards"),
    path("referrals/", referrals.network, name="referrals"),
    path("pipeline/filter/<slug:key>", filtering.menu, name="filter"),
    path("pipeline/teams/pick", filtering.pick_team, name="pick_team"),
    path("pipeline/table", table.table, name="table"),
    path("pipeline/table/columns", table.choose_columns, name="columns"),
    path("pipeline/table/totals", table.totals, name="totals"),
    path("pipeline/table/archive", table.archive, name="archive_many"),
    path("pipeline/sums", table.statbar, name="sums"),
    path("pipeline/coverage", table.coverage, name="coverage"),
    path("pipeline/funnel", charts.funnel, name="funnel"),
    path("pipeline/flow", charts.flow, name="flow"),
    path("pipeline/flow/<slug:key>", charts.flow_bar, name="flow_bar"),
    path("pipeline/products/pick", editing.pick_product, name="pick_product"),
    path("opportunities/new", editing.new, name="new"),
    path("opportunities/<int:pk>/", opportunity.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/why", opportunity.why, name="why"),
    path("opportunities/<int:pk>/edit", editing.edit, name="edit"),
    path("opportunities/<int:pk>/archive", editing.archive, name="archive"),
    path("opportunities/<int:pk>/restore", editing.restore, name="restore"),
    path("opportunities/<int:pk>/factors", editing.factors, name="factors"),
    path("opportunities/<int:pk>/needs", editing.needs, name="needs"),
    path("opportunities/<int:pk>/lines", editing.lines, name="lines"),
    path("opportunities/<int:pk>/people/add", editing.add_person, name="add_person"),
    path("opportunities/<int:pk>/people/<int:person>/reading", people.reading, name="deal_reading"),
    path("opportunities/<int:pk>/readings/<int:reading_id>/withdraw", people.withdraw, name="withdraw_deal_reading"),
    path("opportunities/<int:pk>/people/<int:person>/remove", editing.remove_person, name="remove_person"),
    path("opportunities/<int:pk>/move", moving.move, name="move"),
    path("opportunities/<int:pk>/win", moving.win, name="win"),
    path("opportunities/<int:pk>/lose", moving.lose, name="lose"),
    path("opportunities/<int:pk>/reopen", moving.reopen, name="reopen"),
    path("opportunities/<int:pk>/cell/<slug:key>", cells.cell, name="cell"),
    path("settings/", include(settings_urls.urlpatterns)),
]
