"""Moving special days on: each day that has passed gets its next date, by a job of its own."""

from __future__ import annotations

from django.db import transaction

from keyaccount.apps.contacts.models import SpecialDay
from keyaccount.apps.contacts.services.personal import put_next
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Job
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.jobs import Progress

KIND = "contacts.next_days"
EVERY_MINUTES = 30
BATCH = 1000


def move_on(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind; how many days got a new date."""
    today = clock.day_of(job.started_at or job.created_at, workspace().zone)
    moved = 0
    while True:
        with transaction.atomic():
            passed = list(SpecialDay.objects.filter(next_on__lt=today).order_by("next_on", "id")[:BATCH])
            for day in passed:
                put_next(day, today)
            SpecialDay.objects.bulk_update(passed, ["next_on"])
            moved += len(passed)
            progress.step(moved)
        if len(passed) < BATCH:
            return {"moved": moved}
