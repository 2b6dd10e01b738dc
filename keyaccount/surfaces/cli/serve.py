"""`keyaccount serve`: the web server with a worker beside it. One signal stops both and leaves nothing running.

This process reads all of the product once and then forks the processes that answer requests, so they share its memory
and answer at once. The worker for background jobs is a process of its own, started again when it dies.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.cli import edge
from keyaccount.surfaces.cli.demo.command import make_demo
from keyaccount.surfaces.cli.demo.people import PASSWORD, is_demo

PR_SET_PDEATHSIG = 1  # from linux/prctl.h
GRACE = 10  # seconds that a process has to finish what it is at
HEAD_START = 1.0  # seconds in which the first page is not held up by the worker's own start
PAUSE_BEFORE_RESTART = 3.0


class AddressTaken(Fact):
    message = gettext_noop("Something else listens on %(host)s:%(port)s. Stop it, or choose another port: --port 8001.")


class AddressUnknown(Fact):
    message = gettext_noop("This machine cannot listen on %(host)s:%(port)s: %(error)s.")


@click.command(
    "serve",
    help=gettext_noop(
        "Serve the pages and the API, with a worker for background jobs beside them. Ctrl-C or SIGTERM stops all of it."
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="KEYACCOUNT_PORT")
@click.option("--host", default="127.0.0.1", show_default=True, envvar="KEYACCOUNT_HOST")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    envvar="KEYACCOUNT_WORKERS",
    help=gettext_noop("Processes that answer requests."),
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    envvar="KEYACCOUNT_THREADS",
    help=gettext_noop("Requests that each of them answers at once."),
)
@click.option(
    "--no-worker", is_flag=True, help=gettext_noop("Leave background jobs to a `keyaccount worker` elsewhere.")
)
@click.option("--migrate", is_flag=True, help=gettext_noop("Bring an older database up to date first."))
@click.option("--demo", is_flag=True, help=gettext_noop("Fill an empty workspace with the demo first."))
def command(port: int, host: str, no_worker: bool, migrate: bool, demo: bool, **size: int) -> None:
    _refuse_taken(host, port)
    _prepare(migrate=migrate, demo=demo)
    server = _server(host, port, **size)
    helper = None if no_worker else JobWorker()
    server.on_startup(lambda: _announce(host, port))
    if helper is not None:
        server.on_startup(helper.start)
    _load_everything()
    try:
        server.serve(target_loader=application, wrap_loader=False)
    finally:
        if helper is not None:
            helper.stop()


def application() -> Callable[..., Any]:
    """The WSGI application, in a process that answers requests."""
    loaded: Callable[..., Any] = import_string(settings.WSGI_APPLICATION)
    return loaded


def _refuse_taken(host: str, port: int) -> None:
    """The server shares its port among processes, so it would not notice another server there by itself."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            fact = AddressTaken if error.errno == 98 else AddressUnknown
            raise fact(host=host, port=port, error=error.strerror) from error


def _prepare(*, migrate: bool, demo: bool) -> None:
    edge.need_database()
    if migrate and edge.migrations_missing():
        edge.migrate()
    edge.refuse_old_database()
    if demo and not edge.holds_data():
        make_demo()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # where collected files would be; none is fine


def _server(host: str, port: int, *, workers: int, threads: int) -> Any:
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
        os.register_at_fork(after_in_child=_die_with_parent)
    return Server(
        "keyaccount",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )


def _die_with_parent() -> None:
    """Should the server be killed without a chance to say so, its processes must not hold the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _load_everything() -> None:
    """Read all code that pages need, so that the processes forked from this one share it."""
    gc.disable()
    application()
    _patterns = get_resolver().url_patterns
    connections.close_all()
    gc.freeze()
    gc.enable()


def _announce(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(_("KeyAccount is at http://%(address)s") % {"address": f"{shown}:{port}"})
    if is_demo():
        told = _("Sign in as lin (key account manager), zhao (manager) or admin; the password is %(password)s")
        click.echo(told % {"password": PASSWORD})
    elif not User.objects.people().exists():
        click.echo(_("Nobody can sign in yet: keyaccount user add NAME --role administrator"))
    connections.close_all()


class JobWorker:
    """`keyaccount worker` as a process beside the server, started again when it ends by itself."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._look_after, name="job worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def _look_after(self) -> None:
        self.over.wait(HEAD_START)
        while not self.over.is_set():
            command = [sys.executable, "-m", "keyaccount.surfaces.cli", "worker", "--parent", str(os.getpid())]
            self.process = subprocess.Popen(command)  # noqa: S603  (our own program)
            if self.over.is_set():  # stopped while it was starting
                self.process.terminate()
            self.process.wait()
            self.over.wait(PAUSE_BEFORE_RESTART)

    def stop(self) -> None:
        self.over.set()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()  # its job is taken up again by another worker
        self.thread.join(GRACE)
