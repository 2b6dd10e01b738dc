"""Clearing away what nobody needs any more: old jobs, answers kept for repeated requests, sessions, failed sign-ins."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet

from keyaccount.apps.workspace.models import BulkChange, IdempotentAnswer, Job, JobStatus
from keyaccount.apps.workspace.services.jobs import Progress

KIND = "workspace.clean_up"
EVERY_MINUTES = 20
JOBS_OF_PEOPLE = timedelta(days=180)
JOBS_OF_THE_SYSTEM = timedelta(days=2)
ANSWERS = timedelta(days=2)
SIGN_INS = timedelta(days=90)
OVER = (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)
BATCH = 1000


def clean_up(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind; how many rows of each sort went."""
    removed: dict[str, int] = {}
    for name, rows in _stale(job.started_at or job.created_at).items():
        removed[name] = _remove(rows, progress, sum(removed.values()))
    return removed


def _stale(now: datetime) -> dict[str, QuerySet[Model]]:
    over = Job.objects.filter(status__in=OVER)
    return {
        "jobs": over.filter(owner__is_system=False, finished_at__lt=now - JOBS_OF_PEOPLE),
        "system_jobs": over.filter(owner__is_system=True, finished_at__lt=now - JOBS_OF_THE_SYSTEM),
        "choices": BulkChange.objects.filter(started_at=None, at__lt=now - ANSWERS),
        "answers": IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS),
        "sessions": Session.objects.filter(expire_date__lt=now),
        "failed_sign_ins": AccessAttempt.objects.filter(attempt_time__lt=now - SIGN_INS),
        "sign_ins": AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS),
    }


def _remove(rows: QuerySet[Model], progress: Progress, before: int) -> int:
    """Delete in batches, so that no transaction holds others up."""
    gone = 0
    while True:
        with transaction.atomic():
            batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            rows.model._default_manager.filter(pk__in=batch).delete()
            gone += len(batch)
            progress.step(before + gone)
        if len(batch) < BATCH:
            return gone
