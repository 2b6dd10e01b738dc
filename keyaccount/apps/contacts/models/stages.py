"""How far the relationship to a person has come: a list that the workspace keeps."""

from __future__ import annotations

from django.db import models

from keyaccount.apps.workspace.models import Bilingual


class RelationshipStage(Bilingual):
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["name"], name="relationship_stage_name")]
