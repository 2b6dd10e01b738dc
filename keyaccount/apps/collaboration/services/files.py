"""Bringing files to records, taking them away, bringing them back, and erasing them for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration import storing
from keyaccount.apps.collaboration.content import pictures
from keyaccount.apps.collaboration.content.checking import check_file
from keyaccount.apps.collaboration.content.names import clean_name, key_of
from keyaccount.apps.collaboration.content.types import FileType
from keyaccount.apps.collaboration.kinds import kind_of, record_to_write
from keyaccount.apps.collaboration.models import Attachment, FileRules, Scan
from keyaccount.apps.collaboration.queries.files import rules, space_used
from keyaccount.apps.collaboration.services import scanning
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, archiving, audit
from keyaccount.kernel.errors import Fact, NotAllowed

FILES, PREVIEWS = "attachments", "previews"
HOUR = timedelta(hours=1)


class NoSpaceLeft(Fact):
    message = _(
        "There is no room for “%(name)s”: all files together may have %(space)s. Ask an administrator to erase what "
        "nobody needs or to allow more."
    )


class TooManyUploads(Fact):
    message = _("You have brought %(most)d files in the last hour. Go on a little later.")


class NotReadable(Fact):
    message = _("“%(name)s” cannot be opened: %(why)s.")


def attach_file(*, kind: str, object_id: int, name: str, content: IO[bytes], size: int, act: Act) -> Attachment:
    """Keep a file on a record; one of the same name becomes its next revision. What is refused leaves nothing."""
    target = kind_of(kind)
    record_to_write(act.actor, target, object_id)
    name = clean_name(name)
    found = check_file(name, content, size, rules().file_limit)
    file = Attachment(
        entity=target.entity, object_id=object_id, name=name, name_key=key_of(name), size=size, uploaded_by=act.actor
    )
    file.media_type, file.digest = found.media_type, storing.digest_of(content)
    file.created_at = file.updated_at = act.now
    with _stored(file, found, content):
        _enter(file, act)
    return file


@transaction.atomic
def remove_file(*, file_id: int, act: Act) -> Attachment:
    """Out of the lists; it can come back."""
    file = access.writable(Attachment, file_id, act)
    archiving.archive(file, act)  # type: ignore[arg-type]
    return file


@transaction.atomic
def restore_file(*, file_id: int, act: Act) -> Attachment:
    file = access.writable(Attachment, file_id, act)
    if file.erased_at is not None:
        raise NotAllowed
    archiving.restore(file, act)  # type: ignore[arg-type]
    return file


@transaction.atomic
def erase_file(*, file_id: int, act: Act) -> Attachment:
    """Its content goes for good; that it was there, and who erased it, stays."""
    access.administrator(act)
    file = access.writable(Attachment, file_id, act)
    if file.erased_at is not None:
        return file
    gone = (file.stored, file.preview)
    file.stored = file.preview = ""
    file.erased_at = file.updated_at = act.now
    file.archived_at = file.archived_at or act.now
    file.version += 1
    file.save(update_fields=["stored", "preview", "erased_at", "archived_at", "updated_at", "version"])
    audit.record(act, file, AuditAction.REMOVED, {"size": (file.size, None)})
    transaction.on_commit(lambda: storing.forget(*gone))
    return file


def opened(file: Attachment) -> IO[bytes]:
    """The content, for someone who sees the record; never before the scanner has passed it."""
    if not file.may_be_read:
        raise NotReadable(name=file.name, why=file.get_scan_display())
    return storing.opened(file.stored)


def opened_preview(file: Attachment) -> IO[bytes]:
    if not file.has_preview:
        raise NotReadable(name=file.name, why=file.get_scan_display())
    return storing.opened(file.preview)


@contextmanager
def _stored(file: Attachment, found: FileType, content: IO[bytes]) -> Iterator[None]:
    """The content in the storage while the row is written; gone again if that fails."""
    if found.is_picture:
        file.preview = storing.keep(PREVIEWS, pictures.preview_of(file.name, content))
    try:
        file.stored = storing.keep(FILES, content)
        yield
    except BaseException:
        storing.forget(file.stored, file.preview)
        raise


@transaction.atomic
def _enter(file: Attachment, act: Act) -> None:
    """Uploads wait for each other here, so that none slips past the limits and no revision is given twice."""
    limits = FileRules.objects.select_for_update().get(pk=1)
    if space_used() + file.size > limits.space:
        raise NoSpaceLeft(name=file.name, space=filesizeformat(limits.space))
    lately = Attachment.objects.filter(uploaded_by=act.actor, created_at__gt=act.now - HOUR)
    if lately.count() >= limits.an_hour:
        raise TooManyUploads(most=limits.an_hour)
    same = Attachment.objects.filter(entity=file.entity, object_id=file.object_id, name_key=file.name_key)
    file.revision = (same.aggregate(last=Max("revision"))["last"] or 0) + 1
    file.scan = Scan.PENDING if scanning.is_on() else Scan.NOT_SCANNED
    file.save(force_insert=True)
    audit.record(act, file, AuditAction.CREATED)
    if file.scan == Scan.PENDING:
        scanning.ask_for(act)
