"""The files of a record as its page lists them: the newest revision of each name, the older ones behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Sum

from keyaccount.apps.collaboration.kinds import Kind
from keyaccount.apps.collaboration.models import Attachment, FileRules, Photo
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotFound

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Named:
    """One file by its name: the newest revision, and those before it, newest first."""

    newest: Attachment
    older: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Files:
    present: Sequence[Named]
    removed: Sequence[Attachment]
    ids: Sequence[int]


def files_of(kind: Kind, object_id: int) -> Files:
    """For someone who sees the record: the caller has asked for that. ids: also of what was erased, for the log."""
    rows = Attachment.objects.filter(entity=kind.entity, object_id=object_id).select_related("uploaded_by")
    every = list(rows.order_by("name_key", "-revision")[:SHOWN])
    kept = [file for file in every if file.erased_at is None]
    present = [file for file in kept if file.archived_at is None]
    named = [
        Named(first, rest)
        for _key, same in groupby(present, key=lambda file: file.name_key)
        for first, *rest in [list(same)]
    ]
    named.sort(key=lambda one: one.newest.pk, reverse=True)
    removed = [file for file in kept if file.archived_at is not None]
    return Files(named, removed, [file.pk for file in every])


def file_seen(user: User, file_id: int) -> Attachment:
    """Erased ones are gone for everyone."""
    rows = Attachment.objects.visible_to(user).filter(erased_at=None).select_related("uploaded_by")
    file: Attachment | None = rows.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    return file


def rules() -> FileRules:
    return FileRules.objects.get(pk=1)


def space_used() -> int:
    """Bytes of everything that is kept, removed files too: they can come back."""
    found = Attachment.objects.filter(erased_at=None).aggregate(bytes=Sum("size"))["bytes"]
    return int(found or 0)


def files_kept() -> int:
    return Attachment.objects.filter(erased_at=None).count()


def photo_of(entity: str, object_id: int) -> Photo | None:
    return Photo.objects.filter(entity=entity, object_id=object_id).first()
