from __future__ import annotations

from django.urls import path

from keyaccount.apps.collaboration.views import files, photos, settings

app_name = "collaboration"
urlpatterns = [
    path("files/<slug:kind>/<int:object_id>/", files.attach, name="attach"),
    path("files/<int:file_id>/", files.download, name="download"),
    path("files/<int:file_id>/preview", files.preview, name="preview"),
    path("files/<int:file_id>/look", files.look, name="look"),
    path("files/<int:file_id>/remove", files.remove, name="remove_file"),
    path("files/<int:file_id>/restore", files.restore, name="restore_file"),
    path("files/<int:file_id>/erase", files.erase, name="erase_file"),
    path("photos/<slug:kind>/<int:object_id>/", photos.photo, name="photo"),
    path("photos/<slug:kind>/<int:object_id>/set", photos.set_photo, name="set_photo"),
    path("photos/<slug:kind>/<int:object_id>/remove", photos.remove_photo, name="remove_photo"),
    path("settings/files/", settings.rules, name="rules"),
]
