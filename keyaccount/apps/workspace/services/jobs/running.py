"""Running jobs: claiming one, keeping its lease, and writing down how it ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.models import Job, JobStatus
from keyaccount.apps.workspace.services.jobs.queue import (
    KINDS,
    LEASE,
    Clock,
    JobCancelled,
    JobInterrupted,
    LeaseLost,
    Progress,
    held,
    hold,
)
from keyaccount.kernel.errors import Fact

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
MAX_ATTEMPTS = len(BACK_OFF) + 1

log = logging.getLogger(__name__)


def work_once(*, runner: str, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> Job | None:
    """Claim and run the next job that is due; None when there is none."""
    job = claim(runner=runner, now=clock())
    return None if job is None else _run(job, Progress(job, clock, stopping), clock, may_retry=True)


def run_now(
    job: Job, *, runner: str, clock: Clock, watch: Callable[[Job], None] = lambda job: None, may_retry: bool = False
) -> Job:
    """Run a job in this process that was enqueued with this `runner`. Ctrl-C cancels it."""
    if job.runner != runner[:80] or job.status != JobStatus.RUNNING:
        raise ValueError(f"job {job.pk} was not enqueued for {runner}")
    try:
        return _run(job, Progress(job, clock, watch=watch), clock, may_retry=may_retry)
    except KeyboardInterrupt:
        _end(job, JobStatus.CANCELLED, clock(), message=_cancelled())
        raise


def claim(*, runner: str, now: datetime) -> Job | None:
    """Take the job that has waited longest, or one whose runner died. Only one runner gets it.

    PostgreSQL: rows that another runner is claiming are skipped. SQLite: the transaction is IMMEDIATE.
    """
    if not _due(now).exists():  # a plain read first, so that idle workers take no write lock on SQLite
        return None
    with transaction.atomic():
        for job in _due(now).select_for_update(skip_locked=True, of=("self",)).select_related("owner")[:20]:
            if not _given_up(job, now):
                hold(job, runner=runner, now=now)
                job.save(update_fields=["status", "runner", "attempts", "started_at", "lease_until"])
                return job
    return None


def _due(now: datetime) -> QuerySet[Job]:
    """Waiting jobs whose time has come and running ones whose lease has lapsed, of kinds this process knows."""
    waiting = Q(status=JobStatus.WAITING, not_before__lte=now)
    lapsed = Q(status=JobStatus.RUNNING, lease_until__lt=now)
    return Job.objects.filter(waiting | lapsed, kind__in=KINDS).order_by("not_before", "id")


def _given_up(job: Job, now: datetime) -> bool:
    """End a job whose runner died after it was asked to stop, or died too often; whether that was so."""
    with _in_language_of(job):
        if job.cancel_asked:
            _end(job, JobStatus.CANCELLED, now, message=_cancelled())
        elif job.attempts >= MAX_ATTEMPTS:
            _end(job, JobStatus.FAILED, now, message=_killed(job))
    return job.is_over


def _run(job: Job, progress: Progress, clock: Clock, *, may_retry: bool) -> Job:
    with _in_language_of(job), _lease_kept(job, clock):
        try:
            result = KINDS[job.kind].run(job, progress)
        except JobCancelled:
            _end(job, JobStatus.CANCELLED, clock(), message=_cancelled())
        except JobInterrupted:
            _release(job, clock())
        except LeaseLost:
            log.warning("job %s (%s) was taken up by another runner", job.pk, job.kind)
        except Fact as fact:
            _end(job, JobStatus.FAILED, clock(), message=fact.text(_))
        except Exception as error:
            log.exception("job %s (%s) failed in attempt %s", job.pk, job.kind, job.attempts)
            _fail(job, error, clock(), may_retry=may_retry)
        else:
            _end(job, JobStatus.DONE, clock(), result=result)
    return job


def _end(
    job: Job, status: JobStatus, now: datetime, *, message: str = "", result: Mapping[str, Any] | None = None
) -> None:
    """Write down how the job ended, unless another runner has it by now."""
    values: dict[str, Any] = {"status": status, "finished_at": now, "lease_until": None}
    values["message"] = message or job.message
    if status == JobStatus.DONE:
        values["result"] = None if result is None else dict(result)
        values["done"] = job.done if job.total is None else job.total
    _write(job, values)


def _release(job: Job, now: datetime) -> None:
    """Give the job back at once; being interrupted by a shut-down is no failed attempt."""
    _write(job, {"status": JobStatus.WAITING, "not_before": now, "lease_until": None, "attempts": job.attempts - 1})


def _fail(job: Job, error: Exception, now: datetime, *, may_retry: bool) -> None:
    what = f"{type(error).__name__}: {error}"[:300]
    if not may_retry or job.attempts >= MAX_ATTEMPTS:
        _end(job, JobStatus.FAILED, now, message=_failed(job, what))
        return
    again = now + BACK_OFF[job.attempts - 1]
    message = _("An unexpected error (%(error)s). What was finished is kept; attempt %(next)d of %(most)d follows.") % {
        "error": what,
        "next": job.attempts + 1,
        "most": MAX_ATTEMPTS,
    }
    _write(job, {"status": JobStatus.WAITING, "not_before": again, "lease_until": None, "message": message})


def _write(job: Job, values: Mapping[str, Any]) -> None:
    if not held(job).update(**values):
        log.warning("job %s (%s) ended after another runner had taken it up", job.pk, job.kind)
        return
    for name, value in values.items():
        setattr(job, name, value)


def _cancelled() -> str:
    return _("Cancelled. What was finished until then is kept.")


def _killed(job: Job) -> str:
    return _(
        "The worker was stopped from outside in each of %(attempts)d attempts, perhaps for want of memory. What was "
        "finished is kept. Look into the worker's log, then start the job again."
    ) % {"attempts": job.attempts}


def _failed(job: Job, what: str) -> str:
    return _(
        "An unexpected error (%(error)s). What was finished is kept. Start the job again; if it fails again, give job "
        "number %(job)d to whoever looks after KeyAccount: the worker's log says more."
    ) % {"error": what, "job": job.pk}


def _in_language_of(job: Job) -> translation.override:
    return translation.override(job.owner.language or translation.get_language())


@contextmanager
def _lease_kept(job: Job, clock: Clock) -> Iterator[None]:
    """Renew the lease from a thread of its own while a handler is busy between two steps."""
    over = threading.Event()
    thread = threading.Thread(target=_renew, args=(job, clock, over), name=f"lease of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(job: Job, clock: Clock, over: threading.Event) -> None:
    try:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                held(job).update(lease_until=clock() + LEASE)
            except DatabaseError:  # busy or away for the moment; the next beat tries again
                log.warning("could not renew the lease of job %s", job.pk)
                connection.close()
    finally:
        connection.close()
