"""The server as a process: it answers, stops cleanly, and leaves nothing running however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.PACKAGE).parent
pytestmark = pytest.mark.skipif(
    os.environ.get("KEYACCOUNT_DATABASE_URL", "").startswith("postgres"),
    reason="serves a file of its own, the same on every run",
)
PATIENCE = 180.0  # seconds; a bound for a test that would hang, not a promise


def until(happened: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := happened():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


class Server:
    def __init__(self, folder: Path, *words: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.log = folder / "log"
        environment = {
            "KEYACCOUNT_DATABASE_URL": f"sqlite:///{folder}/served.sqlite3",
            "KEYACCOUNT_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-m", "keyaccount.surfaces.cli", "serve", "--port", str(self.port), *words]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)

    def answers(self) -> int | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/account/login/", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert self.process.poll() is None, self.log.read_text()
            return None

    def children(self) -> set[int]:
        """Processes that this one started, by asking every process for its parent."""
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, rest = stat.read_text().split(" ", 1)
            except OSError:
                continue
            if int(rest.rsplit(")", 1)[1].split()[1]) == self.process.pid:
                found.add(int(pid))
        return found


def gone(pids: set[int]) -> bool:
    return not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Any]:
    started: list[Server] = []

    def start(*words: str) -> Server:
        server = Server(tmp_path, *words)
        started.append(server)
        return server

    yield start
    for server in started:
        left = server.children()
        server.process.kill()
        server.process.wait()
        for pid in left:
            if _runs(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def set_up(set_up_file: Path, tmp_path: Path) -> None:
    """The server finds its tables made; the demo's begins with nothing."""
    shutil.copy(set_up_file, tmp_path / "served.sqlite3")


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_answers_and_stops_leaving_nothing(serve: Any, number: signal.Signals) -> None:
    server = serve("--workers", "2")
    assert until(server.answers, "an answer") == 200
    assert f"http://127.0.0.1:{server.port}" in server.log.read_text()
    children = until(lambda: len(found := server.children()) >= 3 and found, "two processes and a worker")
    server.process.send_signal(number)
    assert server.process.wait(PATIENCE) == 0
    until(lambda: gone(children), "every process to end")
    assert "Traceback" not in server.log.read_text()


@pytest.mark.usefixtures("set_up")
def test_killed_it_takes_its_processes_along_and_starts_again(serve: Any) -> None:
    server = serve("--workers", "1")
    until(server.answers, "an answer")
    children = until(lambda: len(found := server.children()) >= 2 and found, "a process and a worker")
    server.process.kill()
    server.process.wait()
    until(lambda: gone(children), "every process to end")
    again = serve("--port", str(server.port), "--workers", "1", "--no-worker")
    again.port = server.port
    assert until(again.answers, "an answer") == 200


@pytest.mark.usefixtures("set_up")
def test_a_worker_that_dies_is_started_again(serve: Any) -> None:
    server = serve("--workers", "1")
    until(server.answers, "an answer")

    def worker() -> int | None:
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in server.children() if _runs(pid)}
        return next((pid for pid, command in commands.items() if b"\0worker\0" in command), None)

    first = until(worker, "the worker")
    os.kill(first, signal.SIGKILL)
    assert until(lambda: (found := worker()) != first and found, "another worker") != first


def test_a_taken_port_is_said_in_a_sentence(serve: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = serve("--port", str(taken.getsockname()[1]))
        assert server.process.wait(PATIENCE) == 1
    said = server.log.read_text()
    assert "--port" in said
    assert "Traceback" not in said


@pytest.mark.usefixtures("set_up")
def test_an_old_database_is_not_served(serve: Any, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "served.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'pipeline'")
    old = serve("--no-worker")
    assert old.process.wait(PATIENCE) == 1
    assert "keyaccount migrate" in old.log.read_text()


def test_demo_is_made_once_and_served(serve: Any, tmp_path: Path) -> None:
    import sqlite3

    def deals() -> int:
        with sqlite3.connect(tmp_path / "served.sqlite3") as database:
            return int(database.execute("SELECT count(*) FROM pipeline_opportunity").fetchone()[0])

    counts = []
    for _start in range(2):
        server = serve("--no-worker", "--demo", "--migrate")
        assert until(server.answers, "an answer") == 200
        counts.append(deals())
        assert "lin" in server.log.read_text()
        server.process.terminate()
        server.process.wait(PATIENCE)
    assert counts[0] == counts[1] > 250
