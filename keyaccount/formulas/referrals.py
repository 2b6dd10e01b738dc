"""Who opened which door: the first introduction of each account counts, so that no revenue is told twice."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from keyaccount.formulas.converted import NOTHING, Converted

Node: TypeAlias = Hashable


@dataclass(frozen=True, slots=True)
class Introduction:
    """`by` introduced `who` on a day; id: tells those of one day apart, the smaller came first."""

    by: Node
    who: Node
    on: date
    id: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What one introducer opened: so many doors, and the revenue won behind them, in the base currency."""

    doors: int
    won: Converted


def first_of_each(introductions: Iterable[Introduction]) -> dict[Node, Introduction]:
    """The earliest introduction of everyone who was introduced, in the order of their days.

    Invariant: everyone who was introduced stands in it once.
    """
    found: dict[Node, Introduction] = {}
    for one in sorted(introductions, key=lambda one: (one.on, one.id)):
        found.setdefault(one.who, one)
    return found


def brought_by(first: Mapping[Node, Introduction], won: Mapping[Node, Converted]) -> dict[Node, Brought]:
    """What each introducer opened; won: revenue of those introduced, nothing for the others.

    Invariants: the doors of all introducers sum to those introduced; their revenue sums to that of those introduced.
    """
    found: dict[Node, Brought] = {}
    for who, one in first.items():
        so_far = found.get(one.by, Brought(0, NOTHING))
        found[one.by] = Brought(so_far.doors + 1, so_far.won + won.get(who, NOTHING))
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Columns go to the right with every introduction, rows downwards; both begin at 0."""

    column: int
    row: int


def places(first: Mapping[Node, Introduction]) -> dict[Node, Place]:
    """Where everyone stands who introduced or was introduced: right of their first introducer, beside or below.

    A circle is cut where it is entered. Invariants: everyone has one place, no two the same; nobody stands left of or
    above the one who introduced them, but where a circle was cut.
    """
    below: dict[Node, list[Node]] = {}
    for who, one in first.items():
        below.setdefault(one.by, []).append(who)
    roots = [by for by in below if by not in first]
    found: dict[Node, Place] = {}
    row = 0
    for start in (*roots, *first):
        if start not in found:
            row = _stand(found, below, start, row)
    return found


def _stand(found: dict[Node, Place], below: Mapping[Node, list[Node]], start: Node, row: int) -> int:
    """Put someone and all whom they brought; the next free row. By a stack of its own: a chain may be long."""
    waiting = [(start, 0, True)]
    row -= 1
    while waiting:
        node, column, beside = waiting.pop()
        if node in found:
            continue
        row = row if beside and column else row + 1
        found[node] = Place(column, row)
        free = [one for one in below.get(node, ()) if one not in found]
        waiting += [(one, column + 1, place == 0) for place, one in reversed(list(enumerate(free)))]
    return row + 1
