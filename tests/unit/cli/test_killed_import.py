"""An import whose process is killed in the middle is finished by a worker: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Job, JobStatus, Surface
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.surfaces.exchange import services
from tests.shared_database import shared_database

ROOT = Path(__file__).parents[3]
ROWS = 8_000  # four batches: one is written when the process is killed
PATIENCE = 120.0  # seconds; a bound for a test that would hang, not a promise


@pytest.fixture
def cli(fresh_workspace: None, settings: Any, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """cli("worker", "--once") starts a command on the test's database and files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    started: list[subprocess.Popen[str]] = []
    with shared_database(tmp_path) as url:
        environment = {
            **os.environ,
            "KEYACCOUNT_DATABASE_URL": url,
            "KEYACCOUNT_DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "keyaccount.config.settings",
            "PYTHONPATH": str(ROOT),
        }

        def start(*words: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "keyaccount.surfaces.cli", *words]
            started.append(subprocess.Popen(command, env=environment, text=True, stderr=subprocess.PIPE))
            return started[-1]

        yield start
        for process in started:
            process.kill()
            process.communicate()


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.csv"
    rows = (f"Company {number},id-{number}" for number in range(ROWS))
    file.write_text("\n".join(["Account name,Phone", *rows]) + "\n", encoding="utf-8")
    return file


def kill_in_the_middle(process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not Account.objects.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "the import did not begin"
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert 0 < Account.objects.count() < ROWS


def finish(cli: Callable[..., subprocess.Popen[str]]) -> None:
    """A worker comes when the lease of the dead one has lapsed."""
    Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    worker = cli("worker", "--once")
    _out, said = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, said


def check_all_there_once() -> None:
    job = Job.objects.get(kind="exchange.import")
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)
    report = services.report(job.payload["import"])
    assert (report["read"], report["created"], report["rejected"]) == (ROWS, ROWS, 0)
    assert Account.objects.count() == ROWS
    assert Account.objects.values("name").distinct().count() == ROWS
    assert AuditEntry.objects.filter(entity="accounts.account", action="created").count() == ROWS


def test_worker_killed(cli: Callable[..., subprocess.Popen[str]], accounts: Path) -> None:
    act = Act(system_user(), timezone.now(), Surface.WEB)
    imported = services.start_import(paths=[accounts], preset="generic", act=act)
    services.enqueue_import(imported.pk, act=act)
    kill_in_the_middle(cli("worker", "--once"))
    finish(cli)
    check_all_there_once()
    services.undo_import(imported.pk, act=act)
    assert not Account.objects.exists()


def test_command_killed(cli: Callable[..., subprocess.Popen[str]], accounts: Path) -> None:
    kill_in_the_middle(cli("import", str(accounts)))
    finish(cli)
    check_all_there_once()
