from __future__ import annotations

from django.urls import path

from keyaccount.surfaces.exchange.views import documents, wizard
from keyaccount.surfaces.exchange.views.exporting import export

app_name = "exchange"
urlpatterns = [
    path("imports/", wizard.imports, name="imports"),
    path("imports/new/", wizard.new, name="new"),
    path("imports/<int:import_id>/", wizard.imported, name="import"),
    path("imports/<int:import_id>/files/<int:file_id>/entity", wizard.entity, name="entity"),
    path("imports/<int:import_id>/check", wizard.check, name="check"),
    path("imports/<int:import_id>/run", wizard.run, name="run"),
    path("imports/<int:import_id>/stop", wizard.stop, name="stop"),
    path("imports/<int:import_id>/undo", wizard.undo, name="undo"),
    path("imports/<int:import_id>/discard", wizard.discard, name="discard"),
    path("imports/<int:import_id>/rejected.csv", wizard.rejected, name="rejected"),
    path("accounts/<int:account_id>/map.pptx", documents.people_map, name="people_map"),
    path("exports/<path:place>.<slug:format>", export, name="export"),
]
