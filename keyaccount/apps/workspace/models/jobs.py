"""Background work: a queue in the database with true progress, a lease that a dead worker loses, and a schedule."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """One piece of work. A runner holds it until `lease_until` and renews that as it goes; when it dies, the lease
    lapses and another takes the job up again: every kind of job continues from what it has already committed."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.TextField(blank=True, default="")
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    runner = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "not_before"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.status}"

    @property
    def share_done(self) -> float | None:
        return min(self.done / self.total, 1.0) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.status in {JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED}


class Schedule(models.Model):
    """A kind of job that starts by itself every so many minutes."""

    kind = models.CharField(max_length=60, unique=True)
    every_minutes = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.kind} every {self.every_minutes} min"
