"""`keyaccount worker`: runs background jobs and enqueues what is scheduled, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from django.db import DatabaseError, close_old_connections

from keyaccount.apps.workspace.services import jobs
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.cli import edge

PAUSE = 1.0  # seconds between two looks at an empty queue
AFTER_TROUBLE = 5.0  # seconds before the next try when the database is away

log = logging.getLogger(__name__)


@click.command(
    "worker",
    help=gettext_noop(
        "Run background jobs (imports, undo, cleaning up) and enqueue what is scheduled. Start as many as you like, on "
        "as many machines: each job is run by one. Ctrl-C or SIGTERM stops at the next step, and another goes on there."
    ),
)
@click.option("--once", is_flag=True, help=gettext_noop("Run what is due now, then end."))
@click.option("--parent", type=int, hidden=True, help="Stop when the process of this number is no longer the parent.")
def command(once: bool, parent: int | None) -> None:
    edge.need_database()
    stop = threading.Event()
    with _set_by_signals(stop):
        Worker(stop, parent).run(once=once)


@contextmanager
def _set_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set the event instead of breaking off the job."""

    def stopped(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, stopped) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Worker:
    """Looks for work, runs it, and rests when there is none."""

    def __init__(self, stop: threading.Event, parent: int | None = None) -> None:
        self.stop = stop
        self.parent = parent
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def run(self, *, once: bool = False) -> None:
        while not (self.stop.is_set() or self._orphaned()):
            found = self._look()
            if once and not found:
                return
            if not found:
                self.stop.wait(PAUSE)

    def _orphaned(self) -> bool:
        """Whether the server that started this worker is gone."""
        return self.parent is not None and os.getppid() != self.parent

    def _look(self) -> bool:
        """Do one piece of work; whether there was any."""
        close_old_connections()
        try:
            jobs.enqueue_due(edge.now())
            return jobs.work_once(runner=self.name, clock=edge.now, stopping=self.stop.is_set) is not None
        except DatabaseError:
            log.exception("the database is away or busy; trying again in %s s", AFTER_TROUBLE)
            self.stop.wait(AFTER_TROUBLE)
            return False
