"""The schedule: kinds of jobs that start by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job, JobStatus, Schedule
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services.jobs.queue import KINDS, enqueue

ONGOING = (JobStatus.WAITING, JobStatus.RUNNING)


def schedule(*, kind: str, every_minutes: int, now: datetime) -> Schedule:
    """Let a kind of job start every so many minutes, first at `now`; a schedule that exists is left as it is."""
    found, _made = Schedule.objects.get_or_create(kind=kind, defaults={"every_minutes": every_minutes, "next_at": now})
    return found


def enqueue_due(now: datetime) -> list[Job]:
    """Enqueue what is due, each once however many workers ask. Missed times are not made up for, and a kind that is
    still waiting or running is not enqueued a second time."""
    due = Schedule.objects.filter(is_active=True, next_at__lte=now, kind__in=KINDS)
    if not due.exists():
        return []
    with transaction.atomic():
        taken = list(due.select_for_update(skip_locked=True))
        made = [_enqueue(entry, now) for entry in taken]
    return [job for job in made if job is not None]


def _enqueue(entry: Schedule, now: datetime) -> Job | None:
    entry.next_at = next_time(entry.next_at, timedelta(minutes=entry.every_minutes), now)
    entry.save(update_fields=["next_at"])
    if Job.objects.filter(kind=entry.kind, status__in=ONGOING).exists():
        return None
    title = str(KINDS[entry.kind].title)
    return enqueue(kind=entry.kind, title=title, payload={}, act=Act(actor=system_user(), now=now))


def next_time(last: datetime, every: timedelta, now: datetime) -> datetime:
    """The first of last + every, last + 2 × every, … that lies after `now`."""
    return last + every * ((now - last) // every + 1)
