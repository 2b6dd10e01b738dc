"""What kinds of event there are: a list that the workspace keeps."""

from __future__ import annotations

from django.db import models

from keyaccount.apps.workspace.models import ArchivableQuerySet, Bilingual


class EventKind(Bilingual):
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["name"], name="event_kind_name")]
