"""Backups: what goes in comes out, on either database, or nothing changes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.surfaces.cli.demo.people import EAST, PASSWORD
from keyaccount.surfaces.cli.demo.telling import tell_demo
from keyaccount.surfaces.cli.dump import archive
from keyaccount.surfaces.cli.dump.taking import FileExists, last_backup, take_backup
from tests.conftest import NOW, TODAY

ROOT = Path(settings.PACKAGE).parent
KEYS = ("pipeline.funnel", "pipeline.coverage", "pipeline.progress", "sales.closed", "pipeline.win_rate")


@pytest.fixture
def told(fresh_workspace: None) -> None:
    tell_demo(NOW, past=False)


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """Uploaded files, beside the database."""
    folder = tmp_path / "uploads"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "名册.csv").write_bytes(b"one\n" * 1000)
    settings.MEDIA_ROOT = folder
    settings.DATA_DIR = tmp_path
    return folder


def figures_of(shell: Any) -> dict[str, Any]:
    asked = ("--scope", f"team:{EAST}", "--as-of", TODAY.isoformat(), "--period", "2026-Q4")
    return {key: shell.json("figure", key, *asked) for key in KEYS}


class Elsewhere:
    """Another workspace on SQLite, in processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def __call__(self, *words: str, code: int = 0) -> str:
        environment = {
            **os.environ,
            "KEYACCOUNT_DATABASE_URL": f"sqlite:///{self.folder}/other.sqlite3",
            "KEYACCOUNT_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "keyaccount.config.settings",
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-m", "keyaccount.surfaces.cli", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == code, done.stderr
        return done.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.mark.usefixtures("told")
def test_there_and_back(shell: Any, files: Path, tmp_path: Path) -> None:
    """From the test's database to SQLite and back: the same figures, people, files and trail each time."""
    before = figures_of(shell)
    assert before["pipeline.coverage"]["value"] == 0.5148
    trail = AuditEntry.objects.count()
    first, second = tmp_path / "first.keyaccount", tmp_path / "second.keyaccount"
    shell("backup", str(first))
    assert last_backup(tmp_path) is not None

    elsewhere = Elsewhere(tmp_path / "elsewhere")
    elsewhere("restore", str(first))
    assert figures_of(elsewhere) == before
    assert (elsewhere.folder / "files" / "a" / "名册.csv").read_bytes() == b"one\n" * 1000
    elsewhere("user", "deactivate", "wang")
    elsewhere("backup", str(second))

    Account.objects.update(notes="changed since")
    assert "holds data" in shell("restore", str(second), code=1).stderr
    assert Account.objects.filter(notes="changed since").exists()
    shell("restore", str(second), "--force")
    assert figures_of(shell) == before
    assert not Account.objects.filter(notes="changed since").exists()
    assert not User.objects.get(username="wang").is_active
    assert User.objects.get(username="lin").check_password(PASSWORD)
    assert AuditEntry.objects.count() == trail + 1
    assert list(tmp_path.glob("before-restore-*.keyaccount"))
    assert list(tmp_path.glob("uploads.before-*/a/*.csv"))
    shell("user", "add", "eva", "--password-stdin", stdin=f"{PASSWORD}\n")  # ids go on after the highest


@pytest.fixture
def taken(people: Any, tmp_path: Path) -> Path:
    file = tmp_path / "taken.keyaccount"
    take_backup(file, files=tmp_path / "none", now=NOW)
    return file


@pytest.mark.django_db
class TestFile:
    def test_only_its_owner_may_read_it(self, taken: Path) -> None:
        assert stat.S_IMODE(taken.stat().st_mode) == 0o600

    def test_is_not_written_over(self, taken: Path, tmp_path: Path) -> None:
        before = taken.read_bytes()
        with pytest.raises(FileExists):
            take_backup(taken, files=tmp_path / "none", now=NOW)
        assert taken.read_bytes() == before
        assert not list(tmp_path.glob("*.part"))

    def test_holds_no_sessions_and_no_secret(self, taken: Path) -> None:
        with zipfile.ZipFile(taken) as opened:
            names = opened.namelist()
            everything = b"".join(opened.read(name) for name in names)
        assert "tables/workspace_user.jsonl" in names
        assert not any("session" in name or "axes" in name for name in names)
        assert settings.SECRET_KEY.encode() not in everything

    def test_a_failure_leaves_no_file(self, people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def break_off(*_: Any) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(archive.Writer, "finish", break_off)
        with pytest.raises(OSError, match="disk full"):
            take_backup(tmp_path / "x.keyaccount", files=tmp_path / "none", now=NOW)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
class TestRefusals:
    """Whatever is wrong with the file, the workspace stays as it is."""

    @pytest.fixture(autouse=True)
    def unchanged(self, people: Any, settings: Any, tmp_path: Path) -> Any:
        settings.MEDIA_ROOT = tmp_path / "uploads"
        yield
        assert User.objects.people().count() == 7

    def refused(self, shell: Any, file: Path) -> str:
        return str(shell("restore", str(file), "--force", code=1).stderr)

    def changed(self, taken: Path, **changes: Any) -> Path:
        """A copy of the backup with another manifest, or with other bytes in a member."""
        copy = taken.with_name("changed.keyaccount")
        with zipfile.ZipFile(taken) as old, zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == archive.MANIFEST:
                    data = json.dumps({**json.loads(data), **changes}).encode()
                elif name.endswith("workspace_user.jsonl") and not changes:
                    data = data.replace(b"lin", b"lim", 1)
                new.writestr(name, data)
        return copy

    def test_changed_bytes(self, shell: Any, taken: Path) -> None:
        assert "workspace_user.jsonl" in self.refused(shell, self.changed(taken))

    def test_cut_short(self, shell: Any, taken: Path) -> None:
        taken.write_bytes(taken.read_bytes()[:-200])
        assert "not a backup" in self.refused(shell, taken)

    @pytest.mark.parametrize("tenth", range(10))
    def test_bytes_lost_anywhere(self, shell: Any, taken: Path, tenth: int) -> None:
        data = bytearray(taken.read_bytes())
        start = len(data) * tenth // 10
        data[start : start + 64] = bytes(64)
        taken.write_bytes(data)
        said = self.refused(shell, taken)
        assert "damaged" in said or "not a backup" in said

    @pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
    def test_something_else(self, shell: Any, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "else.keyaccount"
        file.write_bytes(content)
        assert "not a backup" in self.refused(shell, file)

    def test_another_zip(self, shell: Any, tmp_path: Path) -> None:
        file = tmp_path / "else.zip"
        with zipfile.ZipFile(file, "w") as opened:
            opened.writestr("readme.txt", "hello")
        assert "not a backup" in self.refused(shell, file)

    def test_format_of_a_later_version(self, shell: Any, taken: Path) -> None:
        assert "9.9" in self.refused(shell, self.changed(taken, format=2, version="9.9"))

    def test_tables_of_a_later_version(self, shell: Any, taken: Path) -> None:
        with zipfile.ZipFile(taken) as opened:
            known = json.loads(opened.read(archive.MANIFEST))["migrations"]
        later = [*known, ["workspace", "9999_later"]]
        assert "newer" in self.refused(shell, self.changed(taken, migrations=later, version="9.9"))

    def test_no_such_file(self, shell: Any, tmp_path: Path) -> None:
        assert "nothing.keyaccount" in shell("restore", str(tmp_path / "nothing.keyaccount"), code=2).stderr
