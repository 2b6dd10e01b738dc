"""Requests over kept connections from 1 and 8 clients: p50, p95 and requests a second."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection

from tests.bench.serving import HOST


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `number` makes each different where it must be."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Times in milliseconds."""

    p50: float
    p95: float
    rate: float
    size: int
    failed: int


def measure(port: int, make: Callable[[int], Call], *, clients: int, requests: int) -> Result:
    """Every client sends its share of the requests one after another; the first of each warms up and does not count."""
    times: list[float] = []
    sizes: list[int] = []
    failures: list[int] = []
    gate = threading.Barrier(clients + 1)
    share = max(requests // clients, 5)

    def client(number: int) -> None:
        connection = HTTPConnection(HOST, port, timeout=60)
        _send(connection, make(number * 100_000))
        gate.wait()
        for turn in range(1, share + 1):
            started = time.perf_counter()
            status, size = _send(connection, make(number * 100_000 + turn))
            times.append((time.perf_counter() - started) * 1000)
            sizes.append(size)
            if status >= 400:
                failures.append(status)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    ordered = sorted(times)
    return Result(
        p50=statistics.median(ordered),
        p95=ordered[int(len(ordered) * 0.95) - 1],
        rate=len(ordered) / spent,
        size=max(sizes),
        failed=len(failures),
    )


def _send(connection: HTTPConnection, call: Call) -> tuple[int, int]:
    connection.request(call.method, call.path, body=call.body, headers=dict(call.headers))
    answer = connection.getresponse()
    return answer.status, len(answer.read())
