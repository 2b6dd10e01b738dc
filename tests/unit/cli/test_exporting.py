"""`keyaccount export`: files that a person may have, and nothing else."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.services.opportunities import create_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records(act: Any) -> None:
    account = create_account(values={"name": "=1+1", "phone": "007"}, act=act("lin"))
    values = {"name": "Deal", "account": account, "amount": Decimal("1200.50")}
    create_opportunity(values=values, act=act("lin"))


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_csv(shell: Any, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    assert "accounts.csv" in shell("export", "accounts", str(file)).stdout
    heads, row = read(file)
    assert len(heads) == len(row)
    assert "007" in row


def test_formulas_are_made_harmless(shell: Any, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    shell("export", "accounts", str(file))
    assert not any(cell.startswith("=") for row in read(file) for cell in row)


def test_xlsx(shell: Any, tmp_path: Path) -> None:
    file = tmp_path / "deals.xlsx"
    shell("export", "opportunities", str(file))
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "Deal" in rows[1]


def test_figure_on_standard_output(shell: Any) -> None:
    done = shell("export", "figures/pipeline.count", "-")
    assert "Deal" in done.stdout
    assert "Written" not in done.stdout


def test_only_what_the_person_sees(shell: Any, tmp_path: Path) -> None:
    for who, rows in (("wang", 2), ("stranger", 1)):
        file = tmp_path / f"{who}.csv"
        shell("export", "opportunities", str(file), "--as", who)
        assert len(read(file)) == rows


def test_filters(shell: Any, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    shell("export", "opportunities", str(file), "--filter", "q=Nothing")
    assert len(read(file)) == 1


def test_role_without_the_right(shell: Any, people: Any, tmp_path: Path) -> None:
    role = people.lin.role
    role.may_export = False
    role.save()
    assert shell("export", "opportunities", str(tmp_path / "x.csv"), "--as", "lin", code=1).stderr
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [(("nothing", "x.csv"), 1), (("accounts", "x.pdf"), 2), (("accounts", "x.csv", "--filter", "q"), 2)],
)
def test_refusals(shell: Any, words: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell("export", *words, code=code).stderr
    assert list(tmp_path.iterdir()) == []
