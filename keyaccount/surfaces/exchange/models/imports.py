"""An import with its files, the journal of each batch, and the rows that were refused."""

from __future__ import annotations

import json
import zlib
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import Job, User


class ImportStatus(models.TextChoices):
    DRAFT = "draft", _("not started")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped half-way")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """One's own; an administrator's view is of all."""
        return self if user.role.may_administer else self.filter(owner=user)


class Import(models.Model):
    """folder: where its staged files are; notes: what the report must say, counted; left_out: files that are not
    imported, with why; kept: records that an undo left because others use them.

    place: what is done, as {"file": position, "level": n, "row": rows} of the last committed batch; began_at: the
    moment that all its records carry, whichever attempt wrote them.
    """

    preset = models.CharField(max_length=40)
    options = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=8, choices=ImportStatus.choices, default=ImportStatus.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    folder = models.CharField(max_length=40)
    place = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    also_created = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    check_report = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def ref(self) -> str:
        """What audit entries of this import carry."""
        return f"import:{self.pk}"


class ImportFile(models.Model):
    """One table. columns: a list of {heading, field, samples, day, days, decimal, percent}; mapped: a list of {field,
    from, to, count}; similar: the first rows that look like a record and were
    added all the same, {row, text, params}; rows: how many it has; the counts are of what is done so far."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=255)
    entity = models.CharField(max_length=20, blank=True, default="")
    rule = models.SmallIntegerField(null=True, blank=True)
    encoding = models.CharField(max_length=20, blank=True, default="")
    delimiter = models.CharField(max_length=1, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    mapped = models.JSONField(default=list)
    similar = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["of", "position"], name="file_has_its_place")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """What one transaction did, so that it can be undone: the entries of a Journal, packed. unknown: the names that it
    was the first to leave empty, as [field, name]."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()
    unknown = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="batch_has_its_number")]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.number}"

    @property
    def journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = json.loads(zlib.decompress(self.packed))
        return entries

    @staticmethod
    def pack(entries: list[dict[str, Any]]) -> bytes:
        return zlib.compress(json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode(), 3)


class Rejection(models.Model):
    """A refused row as it stood in the file, with its reasons ({text, params} for gettext)."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["file", "row"]
        indexes = [models.Index(fields=["file", "row"], name="rejections_of_file")]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.row}"
