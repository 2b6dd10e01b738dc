"""A worker process for tests: `python job_process.py RUNNER [HANG_AT] [SECONDS_AHEAD]` on KEYACCOUNT_DATABASE_URL.

It runs every job that is due and ends. Its one kind, `test.count`, writes an audit entry a number, in the transaction
of its step; with HANG_AT it writes that number, says so, and waits to be killed before it can commit. A job that was
asked for `in_company` begins when another worker has begun one too.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

KIND = "test.count"


def main(runner: str, hang_at: int = 0, seconds_ahead: int = 0) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keyaccount.config.settings_test")
    django.setup()
    from django.utils import timezone

    from keyaccount.apps.workspace.services import jobs

    register(runner, hang_at)
    jobs.KINDS.pop("workspace.clean_up")
    print("ready", flush=True)
    sys.stdin.readline()
    while jobs.work_once(runner=runner, clock=lambda: timezone.now() + timedelta(seconds=seconds_ahead)):
        pass


def register(runner: str = "", hang_at: int = 0) -> None:
    from django.db import transaction

    from keyaccount.apps.workspace.models import AuditAction, AuditEntry, Job, Surface
    from keyaccount.apps.workspace.services import jobs

    def count(job: Job, progress: jobs.Progress) -> None:
        while job.payload["in_company"] and not Job.objects.filter(kind=KIND).exclude(runner__in=["", runner]).exists():
            time.sleep(0.01)
        for n in range(job.done + 1, job.payload["upto"] + 1):
            with transaction.atomic():
                AuditEntry.objects.create(
                    at=job.created_at,
                    actor=job.owner,
                    surface=Surface.SYSTEM,
                    entity=KIND,
                    object_id=n,
                    action=AuditAction.CREATED,
                    ref=f"job {job.pk}",
                )
                progress.step(n, total=job.payload["upto"])
                if n == hang_at:
                    print("hanging", flush=True)
                    time.sleep(600)

    jobs.register(KIND, count)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
