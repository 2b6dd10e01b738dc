"""Forgetting what is attached to a record, when a person asks to be erased: photo, files with their bytes,
comments, tags."""

from __future__ import annotations

from django.db import transaction

from keyaccount.apps.collaboration import storing
from keyaccount.apps.collaboration.models import Attachment, Comment, Photo, Tagging


def forget_attached(*, entity: str, object_id: int) -> None:
    """Inside the caller's transaction; the bytes go when it commits."""
    files = Attachment.objects.filter(entity=entity, object_id=object_id)
    photos = Photo.objects.filter(entity=entity, object_id=object_id)
    gone = [name for file in files for name in (file.stored, file.preview) if name]
    gone += [photo.stored for photo in photos]
    files.delete()
    photos.delete()
    Comment.objects.filter(entity=entity, object_id=object_id).delete()
    Tagging.objects.filter(entity=entity, object_id=object_id).delete()
    transaction.on_commit(lambda: storing.forget(*gone))
