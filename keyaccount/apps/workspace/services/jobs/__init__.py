"""Background jobs: register kinds, ask for work, run it, let kinds start by themselves.

A job runs at least once: when its runner dies, its lease lapses and another runner takes it up. So every handler
continues from what it has committed, and calls `progress.step` inside the transaction of the effects it reports: then
effect and mark stand or fall together, and a runner that has lost its lease can no longer commit anything.
"""

from keyaccount.apps.workspace.services.jobs.queue import (
    KINDS,
    LEASE,
    Clock,
    JobCancelled,
    JobInterrupted,
    JobIsOver,
    JobNotOver,
    JobStopped,
    LeaseLost,
    Progress,
    Run,
    cancel,
    enqueue,
    register,
    try_again,
)
from keyaccount.apps.workspace.services.jobs.running import BACK_OFF, MAX_ATTEMPTS, claim, run_now, work_once
from keyaccount.apps.workspace.services.jobs.schedules import ONGOING, enqueue_due, schedule

__all__ = [
    "BACK_OFF",
    "KINDS",
    "LEASE",
    "MAX_ATTEMPTS",
    "ONGOING",
    "Clock",
    "JobCancelled",
    "JobInterrupted",
    "JobIsOver",
    "JobNotOver",
    "JobStopped",
    "LeaseLost",
    "Progress",
    "Run",
    "cancel",
    "claim",
    "enqueue",
    "enqueue_due",
    "register",
    "run_now",
    "schedule",
    "try_again",
    "work_once",
]
