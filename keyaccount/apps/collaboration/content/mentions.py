"""Where a text may name someone: `@lin`. Which of the names are people is asked of the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

MARK = re.compile(r"(?<![A-Za-z0-9_.+\-@])@([\w.@+\-]{1,80})")


@dataclass(frozen=True, slots=True)
class Place:
    """start, end: of the name with its @; username: the longest known one that stands there."""

    start: int
    end: int
    username: str


def candidates(text: str) -> set[str]:
    """Every user name that could be meant: what follows an @ may run on without a space, as Chinese does."""
    runs = (found[1].lower() for found in MARK.finditer(text))
    return {run[:length] for run in runs for length in range(1, len(run) + 1)}


def places(text: str, known: Collection[str]) -> Iterator[Place]:
    """Where the text names one of the known user names."""
    names = set(known)
    for found in MARK.finditer(text):
        run = found[1].lower()
        username = next((run[:length] for length in range(len(run), 0, -1) if run[:length] in names), None)
        if username is not None:
            yield Place(found.start(), found.start() + 1 + len(username), username)
