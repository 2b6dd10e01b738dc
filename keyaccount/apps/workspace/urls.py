from __future__ import annotations

from django.urls import path

from keyaccount.apps.workspace.views import lists, picking

app_name = "workspace"
urlpatterns = [
    path("views/<slug:place>", lists.save, name="save_view"),
    path("views/<slug:place>/columns", lists.keep_columns, name="keep_columns"),
    path("views/<int:view_id>/remove", lists.remove, name="remove_view"),
    path("people/pick", picking.pick_person, name="pick_person"),
    path("people/pick-owner", picking.pick_owner, name="pick_owner"),
]
