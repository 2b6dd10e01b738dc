"""Data quality: pairs of records that may be one, records that were merged, and changes made to many at once.

Kinds of records are known here by a word (`accounts`) and ids, so that any domain can bring its own.
"""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class DuplicatePair(models.Model):
    """first < second. digest: of what was compared, so that a pair that someone called two comes back only when one of
    the records has changed; who said so and when stays."""

    kind = models.CharField(max_length=20)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=32)
    is_open = models.BooleanField(default=True)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dismissed_digest = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        ordering = ["-score", "id"]
        verbose_name = "possible duplicate"
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["kind", "is_open", "-score", "id"], name="pairs_by_score"),
            models.Index(fields=["kind", "second"], name="pairs_of_second"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} · {self.second}"


class Merge(models.Model):
    """packed: the journal of everything that the merge wrote; after: model → id → digest of each row as it left it."""

    kind = models.CharField(max_length=20)
    survivor = models.BigIntegerField()
    merged = models.BigIntegerField()
    survivor_label = models.CharField(max_length=200)
    merged_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    packed = models.BinaryField()
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = "merge"
        indexes = [models.Index(fields=["kind", "survivor", "-id"], name="merges_of_survivor")]

    def __str__(self) -> str:
        return f"{self.merged_label} → {self.survivor_label}"

    @property
    def ref(self) -> str:
        """What audit entries of this merge carry."""
        return f"merge:{self.pk}"


class BulkChange(models.Model):
    """One change made to many records. ids: those chosen; values: what is set, as readers write it; refused: a list of
    {id, label, reason}; kept: what an undo left alone because someone had changed it since."""

    kind = models.CharField(max_length=20)
    deed = models.CharField(max_length=10)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    ids = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    job = models.ForeignKey("workspace.Job", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = "bulk change"

    def __str__(self) -> str:
        return f"bulk change {self.pk}"

    @property
    def ref(self) -> str:
        """What audit entries of this change carry."""
        return f"bulk:{self.pk}"


class BulkBatch(models.Model):
    """What one transaction of a bulk change did: a list of {id, version, entries}, each with the journal of one record
    and the version that it then had."""

    of = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="bulk_batch_has_its_number")]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.number}"
