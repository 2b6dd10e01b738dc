"""Starting the product as a person would, and what it needs of memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Server:
    """first_page: seconds from start to the first answered page."""

    process: subprocess.Popen[bytes]
    port: int
    first_page: float

    def memory(self) -> float:
        """Megabytes of the server and its workers: their proportional shares, shared pages counted once."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(_share(pid) for pid in pids) / 1024


@contextmanager
def served(workers: int = 2) -> Iterator[Server]:
    port = _free_port()
    program = [sys.executable, "-m", "keyaccount.surfaces.cli"]
    command = [*program, "serve", "--port", str(port), "--workers", str(workers), "--no-worker"]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ)
    try:
        _await_page(process, port)
        yield Server(process, port, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await_page(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server ended at once: {process.stderr.read().decode() if process.stderr else ''}")
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/account/login/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("The server did not answer within a minute.")


def _children(pid: int) -> list[int]:
    found = [
        int(text) for task in Path(f"/proc/{pid}/task").iterdir() for text in (task / "children").read_text().split()
    ]
    return found + [grandchild for child in found for grandchild in _children(child)]


def _share(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
