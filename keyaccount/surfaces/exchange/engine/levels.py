"""The order in which the rows of a file come in, so that what they mean does not depend on what is there already.

Rows that name each other (a subsidiary its parent): those that are named come first. Among them, rows that say surely
whom they mean (by an id, then by an address) come before those that only give a name: they may move or rename the very
record that the name would find.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from keyaccount.apps.workspace.searching import fold
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Entity
from keyaccount.surfaces.exchange.models import ImportFile
from keyaccount.surfaces.exchange.reading.staging import staged_rows

IN_A_CIRCLE = 1_000_000_000  # beyond any chain of rows that a file can hold
UNSETTLED = -1
NOBODY = 0  # the number of the empty name
NAMED_BY = ("external_id", "name", "short_name", "domain", "email")


class InACircle(Fact):
    message = gettext_noop("It stands above itself: the rows of the file name each other in a circle.")


def levels_of(file: ImportFile, entity: Entity, path: Path) -> array[int] | None:
    """The level of each row; None where every row may come in as it stands in the file."""
    places = {column["field"]: place for place, column in enumerate(file.columns) if column["field"]}
    heights = _heights(path, places, entity.parent) if entity.parent in places else None
    keys = [places[key] for key in entity.known_by if key in places]
    if not keys:
        return heights
    ranks = _ranks(path, keys)
    if heights is None:
        return ranks if len(set(ranks)) > 1 else None
    kinds = len(keys) + 1
    return array("i", (_level(height, rank, kinds) for height, rank in zip(heights, ranks, strict=True)))


def _level(height: int, rank: int, kinds: int) -> int:
    return height if height >= IN_A_CIRCLE else height * kinds + rank


def _ranks(path: Path, places: Sequence[int]) -> array[int]:
    """For each row the place of the first of these columns that it fills: the lower, the surer whom it means."""
    return array("i", (_rank(cells, places) for _number, cells in staged_rows(path)))


def _rank(cells: Sequence[str], places: Sequence[int]) -> int:
    filled = (rank for rank, place in enumerate(places) if place < len(cells) and cells[place].strip())
    return next(filled, len(places))


def _heights(path: Path, places: dict[str, int], parent: str) -> array[int]:
    """0 for rows that name no other row of the file, then those that name them, and so on. Rows in a circle come behind
    all those, and last the rows below one."""
    order = _Order(*_names(path, places, parent))
    order.settle([row for row, name in enumerate(order.above) if name not in order.carriers], level=0)
    order.settle(order.in_circles(), level=IN_A_CIRCLE)
    return order.levels


def _names(path: Path, places: dict[str, int], parent: str) -> tuple[list[tuple[int, ...]], list[int]]:
    """For each row the names it may be called by, and the one it stands under; a number for each different name."""
    numbers: dict[str, int] = {"": NOBODY}
    carried: list[tuple[int, ...]] = []
    above: list[int] = []
    keys = [places[key] for key in NAMED_BY if key in places]
    for _number, cells in staged_rows(path):
        texts = {fold(cells[place]) for place in keys if place < len(cells)} - {""}
        carried.append(tuple(numbers.setdefault(text, len(numbers)) for text in texts))
        text = fold(cells[places[parent]]) if places[parent] < len(cells) else ""
        above.append(numbers.setdefault(text, len(numbers)))
    return carried, above


class _Order:
    """Rows under names, and names carried by rows: a name is settled when every row that carries it is, and then the
    rows under it are. Whichever of several rows of one name goes in, those that name it come later."""

    def __init__(self, carried: list[tuple[int, ...]], above: list[int]) -> None:
        self.carried, self.above = carried, above
        self.levels = array("i", [UNSETTLED]) * len(above)
        self.carriers = Counter(name for names in carried for name in names)  # that are not settled yet
        self._under = _places(above)

    def settle(self, rows: Sequence[int], level: int) -> None:
        while rows:
            for row in rows:
                self.levels[row] = level
            complete = [name for row in rows for name in self.carried[row] if self._is_complete(name)]
            rows = [row for name in complete for row in self._under.get(name, ()) if self.levels[row] == UNSETTLED]
            level += 1

    def _is_complete(self, name: int) -> bool:
        """Whether this was the last of its carriers."""
        self.carriers[name] -= 1
        return not self.carriers[name]

    def in_circles(self) -> list[int]:
        """Of the unsettled rows those that stand above one another; what is left out stands below them."""
        left = {row for row, level in enumerate(self.levels) if level == UNSETTLED}
        under = Counter(self.above[row] for row in left)  # rows left under a name
        carriers = defaultdict(list)
        for row in left:
            for name in self.carried[row]:
                carriers[name].append(row)
        lowest = [row for row in left if not any(under[name] for name in self.carried[row])]
        while lowest:
            row = lowest.pop()
            left.discard(row)
            name = self.above[row]
            under[name] -= 1
            if not under[name]:
                lowest += (one for one in carriers[name] if not any(under[each] for each in self.carried[one]))
        return sorted(left)


def _places(above: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row, name in enumerate(above):
        found[name].append(row)
    return found
