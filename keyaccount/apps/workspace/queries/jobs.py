"""Background jobs: who sees which, and whether anybody works at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from keyaccount.apps.workspace.models import Job, JobStatus, Schedule, User
from keyaccount.kernel.errors import NotFound


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """One's own jobs; an administrator's view is of all. Newest first."""
    everyones = user.role.may_administer
    return (Job.objects.all() if everyones else Job.objects.filter(owner=user)).select_related("owner")


def ongoing_of(user: User) -> int:
    """How many of one's own jobs wait or run."""
    return Job.objects.filter(owner=user, status__in=(JobStatus.WAITING, JobStatus.RUNNING)).count()


def job_visible_to(user: User, job_id: int) -> Job:
    job = jobs_visible_to(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return job


@dataclass(frozen=True, slots=True)
class Queue:
    """waiting: due and not begun; idle_since: the moment from which work has been due that nobody took, if any."""

    waiting: int
    running: int
    idle_since: datetime | None


def queue_at(now: datetime) -> Queue:
    due = Job.objects.filter(status=JobStatus.WAITING, not_before__lte=now).order_by("not_before")
    lapsed = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=now).order_by("lease_until")
    schedules = Schedule.objects.filter(is_active=True, next_at__lte=now).order_by("next_at")
    running = Job.objects.filter(Q(status=JobStatus.RUNNING, lease_until__gte=now)).count()
    since = [
        due.values_list("not_before", flat=True).first(),
        lapsed.values_list("lease_until", flat=True).first(),
        schedules.values_list("next_at", flat=True).first(),
    ]
    return Queue(due.count(), running, min((moment for moment in since if moment is not None), default=None))
