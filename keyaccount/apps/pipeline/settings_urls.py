"""Addresses of what this domain adds to the settings; urls.py takes them in under `settings/`."""

from __future__ import annotations

from django.urls import path

from keyaccount.apps.pipeline.views import settings_money as money
from keyaccount.apps.pipeline.views import settings_people as people
from keyaccount.apps.pipeline.views import settings_pipelines as pipelines
from keyaccount.apps.pipeline.views import settings_products as products
from keyaccount.apps.pipeline.views import settings_stages as stages
from keyaccount.apps.pipeline.views import settings_targets as targets
from keyaccount.apps.pipeline.views import target_spread as spreading

urlpatterns = [
    path("pipelines/", pipelines.pipelines, name="pipelines"),
    path("pipelines/new/", pipelines.new_pipeline, name="new_pipeline"),
    path("pipelines/<int:pipeline_id>/", pipelines.pipeline, name="pipeline"),
    path("pipelines/<int:pipeline_id>/default", pipelines.make_default, name="make_default"),
    path("pipelines/<int:pipeline_id>/archive", pipelines.archive_pipeline, name="archive_pipeline"),
    path("pipelines/<int:pipeline_id>/restore", pipelines.restore_pipeline, name="restore_pipeline"),
    path("pipelines/<int:pipeline_id>/stages/new/", stages.new_stage, name="new_stage"),
    path("stages/<int:stage_id>/", stages.stage, name="stage"),
    path("stages/<int:stage_id>/order", pipelines.move_stage, name="order_stage"),
    path("stages/<int:stage_id>/archive/", stages.archive_stage, name="archive_stage"),
    path("stages/<int:stage_id>/restore", stages.restore_stage, name="restore_stage"),
    path("reasons/", stages.reasons, name="reasons"),
    path("reasons/new/", stages.new_reason, name="new_reason"),
    path("reasons/<int:reason_id>/", stages.reason, name="reason"),
    path("reasons/<int:reason_id>/archive", stages.archive_reason, name="archive_reason"),
    path("reasons/<int:reason_id>/restore", stages.restore_reason, name="restore_reason"),
    path("products/", products.products, name="products"),
    path("products/new/", products.new_product, name="new_product"),
    path("products/<int:product_id>/", products.product, name="product"),
    path("products/<int:product_id>/archive", products.archive_product, name="archive_product"),
    path("products/<int:product_id>/restore", products.restore_product, name="restore_product"),
    path("currencies/", money.currencies, name="currencies"),
    path("currencies/new/", money.new_currency, name="new_currency"),
    path("currencies/base/", money.base_currency, name="base_currency"),
    path("currencies/<str:code>/rates/", money.rates, name="rates"),
    path("currencies/<str:code>/use", money.use_currency, name="use_currency"),
    path("currencies/<str:code>/rates/new/", money.new_rate, name="new_rate"),
    path("currencies/rates/<int:rate_id>/remove", money.remove_rate, name="remove_rate"),
    path("people/<int:user_id>/team/", people.move_person, name="move_person"),
    path("targets/", targets.targets, name="targets"),
    path("targets/<int:year>/<slug:scope>/<int:pk>/history", targets.target_history, name="target_history"),
    path("targets/<int:year>/<slug:scope>/<int:pk>/spread", spreading.target_spread, name="target_spread"),
    path("targets/<int:year>/<slug:scope>/<int:pk>/<slug:part>", targets.target_cell, name="target_cell"),
    path("targets/<int:year>/spread/<str:ref>/undo", spreading.undo_spread, name="undo_spread"),
]
