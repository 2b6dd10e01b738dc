"""Where people stand on a map: levels 1 to 3 side by side, level 4 and below stacked under their manager.

That keeps 17 people on one screen, where a plain tree needs nine columns. Leaves of a large team are stacked too, and
people without any line stand in rows of their own below. Everything is in pixels from the top left corner.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

CARD = (122, 84)
COLUMN = 141
LEVEL_TOPS = (24, 150, 276)
STACK_STEP = 100
MARGIN = 16
ABREAST = 4
"""A manager's people without people of their own stand side by side up to here; from the next one on they stack."""
STACK_HEIGHT = 6
LOOSE_ABREAST = 7


@dataclass(frozen=True, slots=True)
class Spot:
    """stacked: below the manager rather than beside the others, so that the line comes from the left."""

    x: int
    y: int
    stacked: bool = False


@dataclass(slots=True)
class _Plan:
    below: Mapping[Hashable, Sequence[Hashable]]
    spots: dict[Hashable, Spot] = field(default_factory=dict)
    column: int = 0

    def take(self, columns: int = 1) -> int:
        start, self.column = self.column, self.column + columns
        return MARGIN + start * COLUMN


def layout(superiors: Mapping[Hashable, Hashable | None]) -> dict[Hashable, Spot]:
    """A spot for everyone named, in the order given; a superior who is not named counts as none, and a circle is cut.

    Invariants: everyone has exactly one spot; no two cards overlap; nobody on levels 2 and 3 stands beside or above
    their superior.
    """
    above = _without_circles(superiors)
    below: dict[Hashable, list[Hashable]] = {one: [] for one in superiors}
    for one, superior in above.items():
        if superior is not None:
            below[superior].append(one)
    roots = [one for one, superior in above.items() if superior is None]
    plan = _Plan(below)
    for root in roots:
        if below[root]:
            _stand(plan, root, 0)
    _stand_loose(plan, [root for root in roots if not below[root]])
    return plan.spots


def _without_circles(superiors: Mapping[Hashable, Hashable | None]) -> dict[Hashable, Hashable | None]:
    found: dict[Hashable, Hashable | None] = {}
    for one, superior in superiors.items():
        known = superior if superior in superiors and superior != one else None
        step, seen = known, {one}
        while step is not None and step not in seen:
            seen.add(step)
            step = found.get(step)
        found[one] = None if step == one else known
    return found


def _stand(plan: _Plan, person: Hashable, level: int) -> int:
    """Put a person and everyone below; gives the middle of their card."""
    width = CARD[0]
    people = plan.below[person]
    if level == len(LEVEL_TOPS) - 1:
        left = plan.take()
        plan.spots[person] = Spot(left, LEVEL_TOPS[level])
        _stack(plan, _everyone_below(plan, person), left, LEVEL_TOPS[level])
        return left + width // 2
    middles = _children(plan, people, level + 1)
    middle = (middles[0] + middles[-1]) // 2 if middles else plan.take() + width // 2
    plan.spots[person] = Spot(middle - width // 2, LEVEL_TOPS[level])
    return middle


def _children(plan: _Plan, people: Sequence[Hashable], level: int) -> list[int]:
    leaves = [one for one in people if not plan.below[one]]
    if len(leaves) <= ABREAST:
        return [_stand(plan, one, level) for one in people]
    middles = [_stand(plan, one, level) for one in people if plan.below[one]]
    return middles + _stacks(plan, leaves, level)


def _stacks(plan: _Plan, leaves: Sequence[Hashable], level: int) -> list[int]:
    """Leaves of a large team in columns; the first of each stands on the level, the others below it."""
    middles = []
    for start in range(0, len(leaves), STACK_HEIGHT):
        first, *others = leaves[start : start + STACK_HEIGHT]
        left = plan.take()
        plan.spots[first] = Spot(left, LEVEL_TOPS[level])
        _stack(plan, others, left, LEVEL_TOPS[level])
        middles.append(left + CARD[0] // 2)
    return middles


def _stack(plan: _Plan, people: Sequence[Hashable], left: int, top: int) -> None:
    for place, one in enumerate(people, start=1):
        plan.spots[one] = Spot(left, top + place * STACK_STEP, stacked=True)


def _everyone_below(plan: _Plan, person: Hashable) -> list[Hashable]:
    found: list[Hashable] = []
    for one in plan.below[person]:
        found += [one, *_everyone_below(plan, one)]
    return found


def _stand_loose(plan: _Plan, people: Sequence[Hashable]) -> None:
    """People whom no line joins to anyone."""
    lowest = max((spot.y + STACK_STEP + MARGIN for spot in plan.spots.values()), default=LEVEL_TOPS[0])
    abreast = max(plan.column, LOOSE_ABREAST)
    for place, one in enumerate(people):
        row, column = divmod(place, abreast)
        plan.spots[one] = Spot(MARGIN + column * COLUMN, lowest + row * STACK_STEP)
