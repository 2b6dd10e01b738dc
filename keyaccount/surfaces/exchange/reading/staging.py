"""Bringing a table into the one form that everything after reads: UTF-8 CSV, each row led by its number in the file.

It is kept under MEDIA_ROOT/imports until the import is over, so that a run which died goes on where it was, wherever
the file came from, and no step asks again about encodings or workbooks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from keyaccount.surfaces.exchange.parsing.words import folded_heading
from keyaccount.surfaces.exchange.reading.facts import FileEmpty, NoHeading, NoRows, RepeatedHeading
from keyaccount.surfaces.exchange.reading.tables import Row, Source

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Staged:
    """headings: of columns that have one (an empty one has no name and is left out); rows: how many follow."""

    headings: list[str]
    rows: int
    samples: list[list[str]]


def stage(source: Source, target: Path) -> Staged:
    rows = source.rows()
    _number, first = next(rows, (0, []))
    if not first:
        raise FileEmpty(name=source.name)
    headings = _headings(first, source.name)
    second = next(rows, None)
    if second is None:
        raise NoRows(name=source.name)
    samples: list[list[str]] = []
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, cells in chain([second], rows):
            writer.writerow([number, *cells])
            count += 1
            if len(samples) < SAMPLES:
                samples.append(cells)
    return Staged(headings, count, samples)


def staged_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            yield int(cells[0]), cells[1:]


def _headings(cells: list[str], name: str) -> list[str]:
    headings = [" ".join(cell.split()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if not any(_is_word(heading) for heading in headings):
        raise NoHeading(name=name)
    seen: dict[str, int] = {}
    for place, heading in enumerate(headings, start=1):
        key = folded_heading(heading)
        if key and key in seen:
            raise RepeatedHeading(name=name, heading=heading, first=seen[key], second=place)
        seen[key] = place
    return headings


def _is_word(text: str) -> bool:
    return any(character.isalpha() for character in text)
