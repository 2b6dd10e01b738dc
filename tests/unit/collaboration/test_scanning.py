"""The scan hook: what waits cannot be had; clean, refused, unreachable."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.collaboration.models import Attachment, Scan
from keyaccount.apps.collaboration.services import files, scanning
from keyaccount.apps.workspace.models import AuditEntry, Job
from keyaccount.apps.workspace.services import jobs
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
EICAR = b"a harmless text that the tests' scanner takes for a virus"


@pytest.fixture
def command(settings: Any, tmp_path: Path) -> Any:
    """A scanner of our own that ends as clamscan does."""
    script = tmp_path / "scan.py"
    script.write_text(
        "import sys\n"
        "found = b'virus' in open(sys.argv[1], 'rb').read()\n"
        "print(sys.argv[1] + ': Test.Virus FOUND' if found else 'OK')\n"
        "sys.exit(1 if found else 0)\n"
    )
    settings.SCAN = f"command:{sys.executable} {script}"
    return settings


def work() -> Job | None:
    return jobs.work_once(runner="test", clock=lambda: NOW)


def test_what_waits_cannot_be_had(command: Any, attach: Any, page_of: Any) -> None:
    file = attach()
    assert file.scan == Scan.PENDING
    with pytest.raises(files.NotReadable):
        files.opened(file)
    assert page_of("lin", f"/files/{file.pk}/").status_code == 400
    assert "being scanned" in page_of("lin", f"/accounts/{file.object_id}/").content.decode()


def test_clean_and_refused(command: Any, attach: Any) -> None:
    clean, bad = attach("plan.txt", b"all is well"), attach("bad.txt", EICAR)
    job = work()
    assert job is not None
    assert job.result == {"scanned": 2}
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert (clean.scan, bad.scan, bad.scan_note) == (Scan.CLEAN, Scan.REFUSED, "Test.Virus FOUND")
    assert files.opened(clean).read() == b"all is well"
    with pytest.raises(files.NotReadable):
        files.opened(bad)
    entry = AuditEntry.objects.filter(entity="collaboration.attachment", object_id=bad.pk).latest("id")
    assert (entry.actor.is_system, entry.changes) == (True, {"scan": ["pending", "refused"]})


def test_a_refused_picture_is_not_looked_at(command: Any, attach: Any, page_of: Any) -> None:
    from tests.unit.collaboration.conftest import picture

    file = attach("board.png", picture())
    assert page_of("lin", f"/files/{file.pk}/preview").status_code == 400
    work()
    assert page_of("lin", f"/files/{file.pk}/preview").status_code == 200


def test_one_waiting_job_is_enough(command: Any, attach: Any) -> None:
    attach("a.txt", b"a")
    attach("b.txt", b"b")
    assert Job.objects.filter(kind=scanning.KIND).count() == 1


@pytest.mark.parametrize("hook", ["command:/no/such/scanner", "clamd:/no/such/socket", "clamd:127.0.0.1:1", "other:x"])
def test_a_scanner_that_does_not_answer_leaves_it_waiting(hook: str, attach: Any, settings: Any) -> None:
    settings.SCAN = hook
    file = attach()
    job = work()
    assert job is not None
    assert job.status == "waiting"  # tried again later
    assert Attachment.objects.get(pk=file.pk).scan == Scan.PENDING


def test_a_command_that_fails_is_no_verdict(attach: Any, settings: Any) -> None:
    settings.SCAN = f'command:{sys.executable} -c "raise SystemExit(2)"'
    with pytest.raises(scanning.ScannerFailed):
        scanning.verdict_on(BytesIO(b"x"))


def test_without_a_scanner(attach: Any) -> None:
    assert attach().scan == Scan.NOT_SCANNED
    assert not Job.objects.filter(kind=scanning.KIND).exists()


@contextmanager
def clamd(answer: bytes, received: list[bytes]) -> Iterator[str]:
    """Speaks as clamd does, for one file."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        talk, _address = server.accept()
        with talk, talk.makefile("rb") as heard:
            assert heard.read(10) == b"zINSTREAM\x00"
            while size := struct.unpack("!L", heard.read(4))[0]:
                received.append(heard.read(size))
            talk.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"clamd:127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=5)
    finally:
        server.close()


@pytest.mark.parametrize(
    ("answer", "is_clean", "note"),
    [(b"stream: OK\x00", True, ""), (b"stream: Eicar-Test-Signature FOUND\x00", False, "Eicar-Test-Signature")],
)
def test_clamd(answer: bytes, is_clean: bool, note: str, settings: Any) -> None:
    received: list[bytes] = []
    content = b"x" * 150_000
    with clamd(answer, received) as settings.SCAN:
        verdict = scanning.verdict_on(BytesIO(content))
    assert (verdict.is_clean, verdict.note) == (is_clean, note)
    assert b"".join(received) == content


def test_clamd_that_gives_up(settings: Any) -> None:
    with clamd(b"INSTREAM size limit exceeded. ERROR\x00", []) as settings.SCAN, pytest.raises(scanning.ScannerFailed):
        scanning.verdict_on(BytesIO(b"x"))
