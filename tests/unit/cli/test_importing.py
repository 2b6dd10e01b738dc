"""`keyaccount import` end to end on small files: report, dry run, twice, undo, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good accounts, and one without a name."""
    folder = tmp_path / "files"
    folder.mkdir()
    rows = ["Account name,Phone,Industry", "Lanshi,0571-1,Machines", "Qiheng,007,Cars", ",008,Ships"]
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_report_reconciles_and_rows_are_there(shell: Any, folder: Path) -> None:
    report = shell.json("import", str(folder))
    assert (report["read"], report["created"], report["rejected"], report["status"]) == (3, 2, 1, "done")
    assert report["read"] == sum(report[key] for key in ("created", "updated", "unchanged", "rejected"))
    assert Account.objects.get(name="Qiheng").phone == "007"
    assert Job.objects.get().status == "done"


def test_second_run_changes_nothing(shell: Any, folder: Path) -> None:
    shell("import", str(folder))
    before = list(Account.objects.order_by("pk").values())
    report = shell.json("import", str(folder))
    assert (report["created"], report["updated"], report["unchanged"], report["rejected"]) == (0, 0, 2, 1)
    assert list(Account.objects.order_by("pk").values()) == before


def test_dry_run_writes_nothing(shell: Any, folder: Path) -> None:
    report = shell.json("import", str(folder), "--dry-run")
    assert (report["created"], report["dry_run"]) == (2, True)
    assert not Account.objects.exists()
    assert not Job.objects.exists()


def test_undo(shell: Any, folder: Path) -> None:
    done = shell.json("import", str(folder))
    assert "undone" in shell("import", "--undo", str(done["id"])).stdout
    assert not Account.objects.exists()
    assert shell("import", "--undo", str(done["id"]), code=1).stderr


def test_undo_is_refused_after_someone_worked_on_it(shell: Any, folder: Path, act: Any) -> None:
    from keyaccount.apps.accounts.services.accounts import update_account

    done = shell.json("import", str(folder))
    changed = Account.objects.get(name="Lanshi")
    update_account(account_id=changed.pk, values={"notes": "Called them"}, act=act("admin"))
    assert "Lanshi" in shell("import", "--undo", str(done["id"]), code=1).stderr
    assert Account.objects.count() == 2
    shell("import", "--undo", str(done["id"]), "--force")
    assert not Account.objects.filter(name="Qiheng").exists()


def test_for_people_it_prints_a_table_and_the_way_back(shell: Any, folder: Path) -> None:
    said = shell("import", str(folder)).stdout
    for part in ("accounts.csv", "Rejected", "--undo"):
        assert part in said


def test_rejected_rows_with_their_reasons(shell: Any, folder: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    shell("import", str(folder), "--rejected", str(rejected))
    lines = rejected.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Ships" in lines[1]


def test_mode(shell: Any, folder: Path) -> None:
    report = shell.json("import", str(folder), "--mode", "update")
    assert (report["created"], report["rejected"]) == (0, 3)


@pytest.mark.parametrize("who", ["lin", "auditor", "finance"])
def test_who_may_not_import(shell: Any, folder: Path, people: Any, who: str) -> None:
    assert shell("import", str(folder), "--as", who, code=1).stderr
    assert not Account.objects.exists()


def test_as_a_manager_records_are_theirs(shell: Any, folder: Path, people: Any) -> None:
    shell("import", str(folder), "--as", "zhao")
    assert set(Account.objects.values_list("owner__username", flat=True)) == {"zhao"}


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("nowhere.csv",), 2), (("--undo", "1", "{folder}"), 2), (("--undo", "99"), 1),
     (("{folder}", "--preset", "nope"), 1), (("{folder}", "--missing", "account=guess"), 2)],
)  # fmt: skip
def test_refusals(shell: Any, folder: Path, words: tuple[str, ...], code: int) -> None:
    done = shell("import", *(word.format(folder=folder) for word in words), code=code)
    assert done.stderr
    assert not Account.objects.exists()


def test_an_empty_file_changes_nothing(shell: Any, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_bytes(b"")
    assert "accounts.csv" in shell("import", str(tmp_path / "accounts.csv"), code=1).stderr
