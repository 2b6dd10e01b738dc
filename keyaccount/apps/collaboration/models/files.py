"""Files on records, the photos of people, and the rules for what is taken."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.kinds import on_records
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned

MB = 1024 * 1024


class Scan(models.TextChoices):
    """What the scanner made of a file; without a scanner it is marked as not scanned."""

    PENDING = "pending", _("being scanned")
    CLEAN = "clean", _("scanned, clean")
    REFUSED = "refused", _("refused by the scanner")
    NOT_SCANNED = "not_scanned", _("not scanned")


class AttachmentQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(on_records(user))

    def writable_by(self, user: User) -> Self:
        return self.filter(on_records(user, write=True))


class Attachment(Versioned, Archivable):
    """One revision of a file. `stored` is a random name in the storage; an erased one keeps its row but no content."""

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(max_length=320)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, blank=True, default="")
    preview = models.CharField(max_length=80, blank=True, default="")
    scan = models.CharField(_("scan"), max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scan_note = models.CharField(max_length=200, blank=True, default="")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("brought by")
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "object_id", "name_key", "revision"], name="one_file_a_revision")
        ]
        indexes = [
            models.Index(fields=["uploaded_by", "created_at"], name="files_of_person"),
            models.Index(fields=["id"], condition=Q(scan="pending"), name="files_to_scan"),
        ]

    def __str__(self) -> str:
        return self.name if self.revision == 1 else f"{self.name} ({self.revision})"

    @property
    def may_be_read(self) -> bool:
        """Whether anyone may have its content: not before a scanner that is there has found it clean."""
        return bool(self.stored) and self.scan in {Scan.CLEAN, Scan.NOT_SCANNED}

    @property
    def has_preview(self) -> bool:
        return bool(self.preview) and self.may_be_read


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(on_records(user))


class Photo(models.Model):
    """The face of a person: a small picture drawn anew from what was brought."""

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    stored = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "object_id"], name="one_photo_a_record")]

    def __str__(self) -> str:
        return f"{self.entity} {self.object_id}"


class FileRules(models.Model):
    """What the workspace takes; one row, which also lets uploads wait for each other while they are counted."""

    file_mb = models.PositiveIntegerField(
        _("largest file, in MB"), default=20, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    total_mb = models.PositiveIntegerField(
        _("space for all files, in MB"), default=10_240, validators=[MinValueValidator(1)]
    )
    an_hour = models.PositiveIntegerField(
        _("files one person may bring in an hour"), default=200, validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_set_of_file_rules")]

    def __str__(self) -> str:
        return str(_("Rules for files"))

    @property
    def file_limit(self) -> int:
        return self.file_mb * MB

    @property
    def space(self) -> int:
        return self.total_mb * MB
