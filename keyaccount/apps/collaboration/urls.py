from __future__ import annotations

from django.urls import path

from keyaccount.apps.collaboration.views import comments, files, mentions, photos, settings, tag_settings, tags

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
    path("comments/<slug:kind>/<int:object_id>/", comments.post, name="post_comment"),
    path("comments/<slug:kind>/<int:object_id>/older", comments.older, name="older_comments"),
    path("comments/<slug:kind>/<int:object_id>/people", comments.pick, name="pick_mention"),
    path("comments/<slug:kind>/<int:object_id>/told", comments.check, name="check_mentions"),
    path("comments/<int:comment_id>/change", comments.change, name="change_comment"),
    path("comments/<int:comment_id>/wordings", comments.wordings, name="wordings"),
    path("comments/<int:comment_id>/remove", comments.remove, name="remove_comment"),
    path("comments/<int:comment_id>/restore", comments.restore, name="restore_comment"),
    path("mentions/", mentions.mentions, name="mentions"),
    path("mentions/<int:mention_id>/read", mentions.read, name="read_mention"),
    path("mentions/read", mentions.read_all, name="read_all"),
    path("tags/pick", tags.pick, name="pick_tag"),
    path("tags/<slug:kind>/<int:object_id>/add", tags.add, name="add_tag"),
    path("tags/<slug:kind>/<int:object_id>/remove", tags.remove, name="remove_tag"),
    path("settings/tags/", tag_settings.tags, name="tags"),
    path("settings/tags/new", tag_settings.new, name="new_tag"),
    path("settings/tags/<int:tag_id>/", tag_settings.tag, name="tag"),
    path("settings/tags/<int:tag_id>/merge", tag_settings.merge, name="merge_tag"),
    path("settings/tags/<int:tag_id>/retire", tag_settings.retire, name="retire_tag"),
    path("settings/tags/<int:tag_id>/restore", tag_settings.restore, name="restore_tag"),
    path("settings/files/", settings.rules, name="rules"),
]
