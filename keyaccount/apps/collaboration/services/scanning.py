"""The scan hook: a clamd socket or a command says of each new file whether it is clean.

KEYACCOUNT_SCAN names it: `clamd:/run/clamav/clamd.ctl`, `clamd:host:3310` or `command:clamscan --no-summary`. It is
part of the installation and not of the workspace's settings, since whoever sets a command runs programs on the server.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration import storing
from keyaccount.apps.collaboration.models import Attachment, Scan
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Job, JobStatus
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.services import audit
from keyaccount.apps.workspace.services.jobs import Progress, enqueue

KIND = "collaboration.scan"
TITLE = _("Scan new files")
EVERY_MINUTES = 10
TIMEOUT = 120  # seconds a file
CHUNK = 64 * 1024
MOST_ANSWER = 4096


class ScannerFailed(Exception):
    """The scanner did not say; the file stays as it is and is asked about again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """note: what the scanner found, by its own name."""

    is_clean: bool
    note: str = ""


def is_on() -> bool:
    return bool(settings.SCAN)


def ask_for(act: Act) -> None:
    """Let the worker scan what is new; one job that waits is enough for all."""
    if not Job.objects.filter(kind=KIND, status=JobStatus.WAITING).exists():
        enqueue(kind=KIND, title=str(TITLE), payload={}, act=Act(system_user(), act.now))


def scan_waiting(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind: every file that waits, each with a verdict of its own."""
    if not is_on():
        return {"scanned": 0}
    waiting = list(Attachment.objects.filter(scan=Scan.PENDING, erased_at=None).order_by("pk"))
    for place, file in enumerate(waiting, start=1):
        with storing.opened(file.stored) as content:
            verdict = verdict_on(content)
        with transaction.atomic():
            _note(file.pk, verdict, Act(system_user(), job.started_at or job.created_at))
            progress.step(place, len(waiting))
    return {"scanned": len(waiting)}


def verdict_on(content: IO[bytes]) -> Verdict:
    way, _colon, rest = settings.SCAN.partition(":")
    if way not in WAYS or not rest:
        raise ScannerFailed("KEYACCOUNT_SCAN begins with clamd: or command:")
    return WAYS[way](rest, content)


def _note(file_id: int, verdict: Verdict, act: Act) -> None:
    file = Attachment.objects.select_for_update().get(pk=file_id)
    before = file.scan
    file.scan = Scan.CLEAN if verdict.is_clean else Scan.REFUSED
    file.scan_note = verdict.note[:200]
    file.save(update_fields=["scan", "scan_note"])
    audit.record(act, file, AuditAction.CHANGED, {"scan": (before, file.scan)})


def _by_clamd(address: str, content: IO[bytes]) -> Verdict:
    """INSTREAM: each chunk behind its length, a length of nothing at the end."""
    try:
        with _connected(address) as clamd:
            clamd.sendall(b"zINSTREAM\x00")
            while chunk := content.read(CHUNK):
                clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!L", 0))
            answer = _answer_of(clamd)
    except OSError as error:
        raise ScannerFailed(f"clamd at {address}: {error}") from error
    if answer.endswith("FOUND"):
        return Verdict(is_clean=False, note=answer.removeprefix("stream: ").removesuffix("FOUND").strip())
    if answer == "stream: OK":
        return Verdict(is_clean=True)
    raise ScannerFailed(f"clamd at {address} answered {answer[:100]!r}")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(TIMEOUT)
        found.connect(address)
        return found
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def _answer_of(clamd: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\x00") and len(answer) < MOST_ANSWER and (more := clamd.recv(MOST_ANSWER)):
        answer += more
    return answer.rstrip(b"\x00").decode(errors="replace").strip()


def _by_command(command: str, content: IO[bytes]) -> Verdict:
    """The command gets the path of a copy; it ends with 0 for clean and 1 for found, as clamscan does."""
    with tempfile.NamedTemporaryFile(prefix="keyaccount-scan-") as copy:
        copy.writelines(storing.chunks_of(content))
        copy.flush()
        try:
            ran = subprocess.run(  # noqa: S603  (set by whoever installed this, never by a page)
                [*shlex.split(command), copy.name], capture_output=True, timeout=TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ScannerFailed(f"the scan command failed: {error}") from error
    if ran.returncode not in {0, 1}:
        raise ScannerFailed(f"the scan command ended with {ran.returncode}")
    said = ran.stdout.decode(errors="replace").replace(copy.name, "").strip(" :\n")
    return Verdict(is_clean=ran.returncode == 0, note=said if ran.returncode else "")


WAYS: dict[str, Callable[[str, IO[bytes]], Verdict]] = {"clamd": _by_clamd, "command": _by_command}
