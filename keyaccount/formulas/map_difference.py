"""What changed on a people map between two days: who came, who left, who changed where they stand, their roles, title
or superior, and which lines of influence were drawn, changed or erased.

Invariants: a map compared with itself shows nothing; the other way round each change is told with its ends swapped.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Difference(StrEnum):
    CAME = "came"
    LEFT = "left"
    COMMITMENT = "commitment"
    ROLES = "roles"
    TITLE = "title"
    SUPERIOR = "superior"
    LINE = "line"


OPPOSITE = {Difference.CAME: Difference.LEFT, Difference.LEFT: Difference.CAME}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the map shows of one person on a day."""

    commitment: Hashable
    roles: tuple[str, ...]
    title: str
    superior: Hashable


@dataclass(frozen=True, slots=True)
class Changed:
    """key: the person, for a line both its ends and its kind; before, after: what it was, None where it was not."""

    kind: Difference
    key: Any
    before: Any = None
    after: Any = None


Lines = Mapping[Hashable, int]


def difference(
    before: Mapping[Hashable, Snapshot], after: Mapping[Hashable, Snapshot], lines_before: Lines, lines_after: Lines
) -> list[Changed]:
    """Lines are given as {(source, target, kind): strength}."""
    came = [Changed(Difference.CAME, key) for key in after if key not in before]
    left = [Changed(Difference.LEFT, key) for key in before if key not in after]
    stayed = [change for key in after if key in before for change in _of_person(key, before[key], after[key])]
    drawn = [
        Changed(Difference.LINE, key, lines_before.get(key), lines_after.get(key))
        for key in dict.fromkeys([*lines_before, *lines_after])
        if lines_before.get(key) != lines_after.get(key)
    ]
    return [*came, *left, *sorted(stayed, key=lambda change: list(Difference).index(change.kind)), *drawn]


def _of_person(key: Hashable, before: Snapshot, after: Snapshot) -> list[Changed]:
    pairs = [
        (Difference.COMMITMENT, before.commitment, after.commitment),
        (Difference.ROLES, before.roles, after.roles),
        (Difference.TITLE, before.title, after.title),
        (Difference.SUPERIOR, before.superior, after.superior),
    ]
    return [Changed(kind, key, was, now) for kind, was, now in pairs if was != now]
