"""The photo of a person: drawn anew and small, the file that was brought is not kept."""

from __future__ import annotations

from typing import IO

from django.db import models, transaction

from keyaccount.apps.collaboration import storing
from keyaccount.apps.collaboration.content import pictures
from keyaccount.apps.collaboration.content.checking import check_file
from keyaccount.apps.collaboration.content.names import clean_name
from keyaccount.apps.collaboration.content.refusals import TypeNotTaken
from keyaccount.apps.collaboration.kinds import kind_of, record_to_write
from keyaccount.apps.collaboration.models import MB, Photo
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import NotFound

FOLDER = "photos"
LARGEST = 10 * MB
KNOWN = "png jpg jpeg gif webp"


def set_photo(*, kind: str, object_id: int, name: str, content: IO[bytes], size: int, act: Act) -> Photo:
    record = _person(kind, object_id, act)
    name = clean_name(name)
    if not check_file(name, content, size, LARGEST).is_picture:
        raise TypeNotTaken(name=name, known=KNOWN)
    stored = storing.keep(FOLDER, pictures.face_of(name, content))
    try:
        with transaction.atomic():
            return _put(record, stored, act)
    except BaseException:
        storing.forget(stored)
        raise


@transaction.atomic
def remove_photo(*, kind: str, object_id: int, act: Act) -> None:
    """For good: a face is not kept against someone's wish."""
    record = _person(kind, object_id, act)
    photo = Photo.objects.filter(entity=audit.entity_of(record), object_id=object_id).first()
    if photo is None:
        return
    gone = photo.stored
    photo.delete()
    audit.record(act, record, AuditAction.CHANGED, {"photo": (True, None)})
    transaction.on_commit(lambda: storing.forget(gone))


def _person(kind: str, object_id: int, act: Act) -> models.Model:
    target = kind_of(kind)
    if not target.has_photo:
        raise NotFound
    return record_to_write(act.actor, target, object_id)


def _put(record: models.Model, stored: str, act: Act) -> Photo:
    entity = audit.entity_of(record)
    before = Photo.objects.select_for_update().filter(entity=entity, object_id=record.pk).first()
    photo, _made = Photo.objects.update_or_create(
        entity=entity, object_id=record.pk, defaults={"stored": stored, "changed_at": act.now}
    )
    audit.record(act, record, AuditAction.CHANGED, {"photo": (True if before else None, True)})
    if before is not None:
        gone = before.stored
        transaction.on_commit(lambda: storing.forget(gone))
    return photo
