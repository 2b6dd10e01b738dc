"""Rows of one file that name each other (a subsidiary its parent): those that are named come in first."""

from __future__ import annotations

from array import array
from pathlib import Path

from keyaccount.apps.workspace.searching import fold
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Entity
from keyaccount.surfaces.exchange.models import ImportFile
from keyaccount.surfaces.exchange.reading.staging import staged_rows

IN_A_CIRCLE = 32_000  # they come last
NAMED_BY = ("external_id", "name", "short_name", "domain", "email")


class InACircle(Fact):
    message = gettext_noop("It stands above itself: the rows of the file name each other in a circle.")


def levels_of(file: ImportFile, entity: Entity, path: Path) -> array[int] | None:
    """The level of each row: 0 for those that name no other row of the file, then those that name them, and so on.
    None where no column says who stands above whom."""
    places = {column["field"]: place for place, column in enumerate(file.columns) if column["field"]}
    if not entity.parent or entity.parent not in places:
        return None
    above = _rows_above(path, places, entity.parent)
    levels = array("h", [0]) * len(above)
    state: list[int | None] = [None] * len(above)
    for place in range(len(above)):
        _settle(place, above, state)
    for place, level in enumerate(state):
        levels[place] = level or 0
    return levels


def _rows_above(path: Path, places: dict[str, int], parent: str) -> list[int | None]:
    """For each row the row of this file that it names, if any."""
    known: dict[str, int] = {}
    wanted: list[str] = []
    for place, (_number, cells) in enumerate(staged_rows(path)):
        for key in NAMED_BY:
            if key in places and places[key] < len(cells) and (text := fold(cells[places[key]])):
                known.setdefault(text, place)
        wanted.append(fold(cells[places[parent]]) if places[parent] < len(cells) else "")
    return [known.get(text) if text else None for text in wanted]


def _settle(place: int, above: list[int | None], state: list[int | None]) -> None:
    """Walk up from a row to one whose level is known, then give the levels on the way back."""
    way: list[int] = []
    here: int | None = place
    on_way: set[int] = set()
    while here is not None and state[here] is None:
        if here in on_way:
            circle = way[way.index(here) :]
            for one in circle:
                state[one] = IN_A_CIRCLE
            break
        on_way.add(here)
        way.append(here)
        here = above[here]
    for one in reversed(way):
        if state[one] is None:
            up = above[one]
            level = None if up is None else state[up]
            state[one] = 0 if level is None else level + 1
