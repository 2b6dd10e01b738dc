"""Registering kinds of jobs, asking for work, reporting progress, cancelling and trying again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job, JobStatus
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound

LEASE = timedelta(seconds=30)

Clock = Callable[[], datetime]


class JobStopped(BaseException):
    """Raised by `progress.step` to leave a handler; not an Exception, so that `except Exception` lets it through."""


class JobCancelled(JobStopped):
    """Someone asked for the job to stop."""


class JobInterrupted(JobStopped):
    """The runner is shutting down; another goes on with the job."""


class LeaseLost(JobStopped):
    """Another runner has taken the job up; this one must not commit any more."""


class JobIsOver(Fact):
    message = _("“%(title)s” is over already; there is nothing to cancel.")


class JobNotOver(Fact):
    message = _("“%(title)s” has not ended yet. Wait for it, or cancel it first.")


class Progress:
    """What a handler reports through; `watch` is called with the job after every step (a progress bar)."""

    def __init__(
        self,
        job: Job,
        clock: Clock,
        stopping: Callable[[], bool] = lambda: False,
        watch: Callable[[Job], None] = lambda job: None,
    ) -> None:
        self.job = job
        self._clock = clock
        self._stopping = stopping
        self._watch = watch

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        """Save how far the job is and renew its lease. Total and message stay as they were unless given.

        Raises JobCancelled, JobInterrupted or LeaseLost when the handler must stop; let them through.
        """
        job = self.job
        job.done = done
        job.total = job.total if total is None else total
        job.message = message or job.message
        job.lease_until = self._clock() + LEASE
        if not held(job).update(done=job.done, total=job.total, message=job.message, lease_until=job.lease_until):
            raise LeaseLost
        self._watch(job)
        if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
            raise JobCancelled
        if self._stopping():
            raise JobInterrupted


Run = Callable[[Job, Progress], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    run: Run
    title: Text


KINDS: dict[str, Kind] = {}


def register(kind: str, run: Run, title: Text = "") -> None:
    """Say what runs jobs of this kind (such as `exchange.import`). The title is for jobs that start by schedule."""
    if KINDS.setdefault(kind, Kind(run, title or kind)).run is not run:
        raise ValueError(f"two handlers for jobs of kind {kind}")


def enqueue(*, kind: str, title: str, payload: Mapping[str, Any], act: Act, runner: str = "") -> Job:
    """Ask for work. With `runner`, this process holds the job from the start and runs it with `run_now`."""
    if kind not in KINDS:
        raise ValueError(f"no handler for jobs of kind {kind}")
    job = Job(kind=kind, title=title[:200], payload=dict(payload), owner=act.actor)
    job.created_at = job.not_before = act.now
    if runner:
        hold(job, runner=runner, now=act.now)
    job.save(force_insert=True)
    return job


def hold(job: Job, *, runner: str, now: datetime) -> None:
    """Give the job to the runner; the caller saves it."""
    job.status = JobStatus.RUNNING
    job.runner = runner[:80]
    job.attempts += 1
    job.started_at = job.started_at or now
    job.lease_until = now + LEASE


def held(job: Job) -> QuerySet[Job]:
    """The job's row as long as this attempt of this runner still has it."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, runner=job.runner, attempts=job.attempts)


@transaction.atomic
def cancel(job_id: int, act: Act) -> Job:
    """A job that waits is cancelled at once, a running one at its next step."""
    job = _owned(job_id, act)
    if job.is_over:
        raise JobIsOver(title=job.title)
    job.cancel_asked = True
    if job.status == JobStatus.WAITING:
        job.status, job.finished_at = JobStatus.CANCELLED, act.now
    job.save(update_fields=["cancel_asked", "status", "finished_at"])
    return job


@transaction.atomic
def try_again(job_id: int, act: Act) -> Job:
    """Put a failed or cancelled job back into the queue; it continues from what it has committed."""
    job = _owned(job_id, act)
    if job.status not in {JobStatus.FAILED, JobStatus.CANCELLED}:
        raise JobNotOver(title=job.title)
    job.status, job.not_before, job.attempts = JobStatus.WAITING, act.now, 0
    job.cancel_asked, job.finished_at, job.message = False, None, ""
    job.save(update_fields=["status", "not_before", "attempts", "cancel_asked", "finished_at", "message"])
    return job


def _owned(job_id: int, act: Act) -> Job:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotFound
    if job.owner_id != act.actor.pk and not act.actor.role.may_administer:
        raise NotAllowed
    return job
