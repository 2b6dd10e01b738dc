"""Every finding of `keyaccount check` can come out either way, and a remedy comes with what is not fine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.workspace.models import Schedule
from keyaccount.surfaces.cli.checks import running, safety, storage
from keyaccount.surfaces.cli.checks.finding import Finding, Level
from keyaccount.surfaces.cli.demo.people import DOMAIN
from keyaccount.surfaces.cli.dump.taking import note_backup
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def level_of(found: list[Finding], topic: str) -> Level:
    (finding,) = [finding for finding in found if finding.topic == topic]
    assert finding.remedy or finding.level is Level.OK
    return finding.level


@pytest.fixture(autouse=True)
def sound(settings: Any, tmp_path: Path) -> None:
    """An installation with nothing wrong, which each test spoils in one way."""
    settings.SECRET_KEY = "k" * 50
    settings.DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.DEBUG = False
    settings.HTTPS = False


def spoil(settings: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


PUBLIC = {"ALLOWED_HOSTS": ["crm.example.com"]}


@pytest.mark.parametrize(
    ("topic", "values", "expected"),
    [
        ("Secret key", {}, Level.OK),
        ("Secret key", {"SECRET_KEY": "short"}, Level.ERROR),
        ("Debugging", {}, Level.OK),
        ("Debugging", {"DEBUG": True}, Level.ERROR),
        ("Hosts", {}, Level.OK),
        ("Hosts", PUBLIC, Level.OK),
        ("Hosts", {"ALLOWED_HOSTS": ["*"]}, Level.WARNING),
        ("HTTPS", {}, Level.OK),
        ("HTTPS", PUBLIC, Level.ERROR),
        ("HTTPS", {**PUBLIC, "HTTPS": True}, Level.OK),
        ("Passwords", {}, Level.OK),
    ],
)
def test_safety(settings: Any, people: Any, topic: str, values: dict[str, Any], expected: Level) -> None:
    spoil(settings, **values)
    assert level_of(list(safety.findings(True)), topic) is expected


@pytest.mark.parametrize(("hosts", "expected"), [(["localhost"], Level.OK), (["crm.example.com"], Level.ERROR)])
def test_known_passwords_on_an_open_machine(settings: Any, people: Any, hosts: list[str], expected: Level) -> None:
    people.lin.email = f"lin@{DOMAIN}"
    people.lin.save()
    settings.ALLOWED_HOSTS = hosts
    assert level_of(list(safety.findings(True)), "Passwords") is expected


def test_secret_key_that_others_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEYACCOUNT_SECRET_KEY", raising=False)
    file = tmp_path / "secret-key"
    file.write_text("k" * 50)
    for mode, expected in ((0o644, Level.ERROR), (0o600, Level.OK)):
        file.chmod(mode)
        assert level_of(list(safety.findings(True)), "Secret key") is expected


def test_database_and_tables() -> None:
    answers, found = storage.database(NOW)
    assert answers
    assert level_of(found, "Database") is Level.OK
    assert level_of(found, "Tables") is Level.OK


def test_missing_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyaccount.surfaces.cli.edge.migrations_missing", lambda: ["pipeline.0009_x"])
    _answers, found = storage.database(NOW)
    assert level_of(found, "Tables") is Level.ERROR


def test_unsafe_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("says something of SQLite")
    monkeypatch.setattr(storage.sqlite3, "sqlite_version", "3.40.1")
    _answers, found = storage.database(NOW)
    assert level_of(found, "Database") is Level.ERROR


def test_data_folder(settings: Any, tmp_path: Path) -> None:
    assert level_of(list(storage.folders(NOW)), "Data folder") is Level.OK
    settings.DATA_DIR = tmp_path / "not" / "there"
    assert level_of(list(storage.folders(NOW)), "Data folder") is Level.ERROR


@pytest.mark.parametrize(
    ("free", "expected"), [(10 * 1024**3, Level.OK), (500 * 1024**2, Level.WARNING), (1024, Level.ERROR)]
)
def test_disk_space(monkeypatch: pytest.MonkeyPatch, free: int, expected: Level) -> None:
    class Usage:
        def __init__(self) -> None:
            self.free = free

    monkeypatch.setattr(storage.shutil, "disk_usage", lambda folder: Usage())
    assert level_of(list(storage.folders(NOW)), "Disk space") is expected


def test_files_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level_of(list(storage.folders(NOW)), "Files of pages") is Level.OK
    monkeypatch.setattr(storage, "NEEDED", ("vendor/nowhere.css",))
    assert level_of(list(storage.folders(NOW)), "Files of pages") is Level.ERROR


@pytest.mark.parametrize(("days", "expected"), [(None, Level.WARNING), (1, Level.OK), (8, Level.WARNING)])
def test_backup(tmp_path: Path, days: int | None, expected: Level) -> None:
    if days is not None:
        note_backup(tmp_path, NOW - timedelta(days=days))
    assert level_of(list(storage.folders(NOW)), "Backup") is expected


@pytest.mark.parametrize(("minutes", "expected"), [(1, Level.OK), (3, Level.WARNING)])
def test_worker(minutes: int, expected: Level) -> None:
    Schedule.objects.update(next_at=NOW - timedelta(minutes=minutes))
    assert level_of(list(running.findings(NOW)), "Worker") is expected


def test_administrator(people: Any) -> None:
    assert level_of(list(running.findings(NOW)), "Administrator") is Level.OK
    people.admin.is_active = False
    people.admin.save()
    assert level_of(list(running.findings(NOW)), "Administrator") is Level.WARNING


def test_zone() -> None:
    from keyaccount.apps.workspace.models import Workspace

    assert level_of(list(running.findings(NOW)), "Time zone") is Level.OK
    Workspace.objects.update(time_zone="Mars/Olympus")
    assert level_of(list(running.findings(NOW)), "Time zone") is Level.ERROR


def test_mail(settings: Any) -> None:
    for backend, expected in (("console", Level.WARNING), ("smtp", Level.OK)):
        settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
        assert level_of(list(running.findings(NOW)), "Mail") is expected


def test_command_ends_with_1_when_something_is_wrong(shell: Any, settings: Any) -> None:
    found = shell.json("check")
    assert {"topic", "level", "text", "remedy"} == set(found[0])
    assert not [finding for finding in found if finding["level"] == "error"]
    settings.DEBUG = True
    said = shell("check", code=1).stdout
    assert "KEYACCOUNT_DEBUG" in said
    assert "1 wrong" in said
