"""Reading the demo's tables."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def listed(text: str) -> list[str]:
    """`a; b` is a and b."""
    return [part.strip() for part in text.split(";") if part.strip()]


def number(text: str) -> int:
    return int(text or 0)
