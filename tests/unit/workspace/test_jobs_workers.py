"""Several worker processes at one queue, on both databases: none lost, none doubled, also when one is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Job, JobStatus, Schedule
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services import jobs
from tests.conftest import NOW
from tests.shared_database import shared_database
from tests.unit.workspace import job_process

SCRIPT = Path(job_process.__file__)


@pytest.fixture
def url(fresh_workspace: None, tmp_path: Path) -> Iterator[str]:
    with shared_database(tmp_path) as address:
        yield address


@pytest.fixture(autouse=True)
def counting() -> Iterator[None]:
    job_process.register()
    yield
    del jobs.KINDS[job_process.KIND]


@pytest.fixture
def worker(url: str) -> Iterator[Any]:
    """worker("w1") starts a process that waits for go()."""
    started: list[subprocess.Popen[str]] = []

    def start(runner: str, *more: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), runner, *map(str, more)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "KEYACCOUNT_DATABASE_URL": url, "PYTHONPATH": str(SCRIPT.parents[3])},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def go(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def ask_for(count: int, *, upto: int, in_company: bool = False) -> None:
    act = Act(actor=system_user(), now=NOW)
    payload = {"upto": upto, "in_company": in_company}
    for n in range(count):
        jobs.enqueue(kind=job_process.KIND, title=f"Job {n}", payload=payload, act=act)


def effects() -> list[tuple[str, int]]:
    return sorted(AuditEntry.objects.filter(entity=job_process.KIND).values_list("ref", "object_id"))


def expected(*, upto: int) -> list[tuple[str, int]]:
    pks = Job.objects.filter(kind=job_process.KIND).values_list("pk", flat=True)
    return sorted((f"job {pk}", n) for pk in pks for n in range(1, upto + 1))


def test_two_workers_lose_none_and_double_none(worker: Any) -> None:
    ask_for(40, upto=3, in_company=True)
    processes = worker("w1"), worker("w2")
    go(*processes)
    assert [process.wait(60) for process in processes] == [0, 0]
    done = Job.objects.filter(kind=job_process.KIND, status=JobStatus.DONE, attempts=1)
    assert done.count() == 40
    assert set(done.values_list("runner", flat=True)) == {"w1", "w2"}
    assert effects() == expected(upto=3)


def test_a_killed_worker_s_job_is_finished_by_another_with_effects_once(worker: Any) -> None:
    ask_for(1, upto=6)
    dying = worker("dying", 4)
    go(dying)
    assert dying.stdout.readline() == "hanging\n"
    dying.kill()  # SIGKILL, in the middle of the fourth number
    dying.wait(30)
    job = Job.objects.get(kind=job_process.KIND)
    assert (job.status, job.done, len(effects())) == (JobStatus.RUNNING, 3, 3)

    early = worker("early")
    go(early)
    assert early.wait(60) == 0
    job.refresh_from_db()
    assert job.runner == "dying"  # the lease still holds

    heir = worker("heir", 0, 60)
    go(heir)
    assert heir.wait(60) == 0
    job.refresh_from_db()
    assert (job.status, job.runner, job.attempts) == (JobStatus.DONE, "heir", 2)
    assert effects() == expected(upto=6)


@pytest.mark.usefixtures("url")
def test_a_schedule_starts_once_however_many_ask() -> None:
    from django.db import connection, connections

    Schedule.objects.all().delete()
    for n in range(20):
        jobs.schedule(kind=job_process.KIND, every_minutes=10, now=NOW)
        Job.objects.filter(kind=job_process.KIND).update(status=JobStatus.DONE)
        settings = connection.settings_dict

        def ask(_worker: int, moment: Any = NOW + timedelta(minutes=10 * n), settings: Any = settings) -> int:
            own = connections["default"]
            own.settings_dict = settings
            try:
                return len(jobs.enqueue_due(moment))
            finally:
                own.close()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(ask, range(2))) == 1
    assert Job.objects.filter(kind=job_process.KIND).count() == 20
