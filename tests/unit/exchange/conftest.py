"""Files to bring, and bringing them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.exchange import services

Table = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """table("accounts.csv", ["Account Name"], ["Acme"], …) writes a CSV file."""

    def write(name: str, *rows: Sequence[object], encoding: str = "utf-8", delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def bring(act: Callable[..., Act]) -> Callable[..., dict[str, Any]]:
    """bring(path, …, preset="generic", by="admin", mode="both") imports and reports; the dry run must agree."""

    def run(
        *paths: Path, preset: str = "generic", by: str = "admin", now: Any = None, **options: Any
    ) -> dict[str, Any]:
        acting = act(by) if now is None else replace(act(by), now=now)
        given = services.ImportOptions(**options)
        imp = services.start_import(paths=list(paths), preset=preset, options=given, act=acting)
        foreseen = services.check_import(imp.pk, act=acting)
        services.run_import(imp.pk, act=acting)
        report = services.report(imp.pk)
        told = ("id", "status", "dry_run", "can_undo")
        assert {key: value for key, value in foreseen.items() if key not in told} == {
            key: value for key, value in report.items() if key not in told
        }
        assert report["reconciles"]
        return report

    return run


def counts(report: dict[str, Any]) -> tuple[int, int, int, int]:
    """created, updated, unchanged, rejected"""
    return report["created"], report["updated"], report["unchanged"], report["rejected"]


def reasons(report: dict[str, Any]) -> list[str]:
    return [one["reason"] for file in report["files"] for one in file["rejections"]]
