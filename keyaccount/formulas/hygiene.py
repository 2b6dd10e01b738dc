"""The principles of management checked one by one: kept, broken, or not recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keyaccount.kernel.share import share


class State(StrEnum):
    HELD = "held"
    BROKEN = "broken"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `of` things that a principle speaks of (visits, lost deals) `kept` are as it asks, 0 ≤ kept ≤ of."""

    kept: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.kept <= self.of:
            raise ValueError(f"{self.kept} of {self.of} cannot be kept")


def state_of(found: Kept | None) -> State:
    """Held when every thing is as it should be, broken when one is not.

    Where nothing is recorded (None), or nothing of the kind has happened yet (0 of 0), there is nothing to judge: not
    recorded, never a pass. Invariants: held exactly when kept = of > 0; one more thing that is not kept never mends it.
    """
    if found is None or found.of == 0:
        return State.NOT_RECORDED
    return State.HELD if found.kept == found.of else State.BROKEN


@dataclass(frozen=True, slots=True)
class Hygiene:
    """How many checks are held, broken and not recorded, over one account or many together."""

    held: int
    broken: int
    not_recorded: int

    @property
    def share(self) -> Decimal | None:
        """Held ÷ (held + broken), 0 to 1; None while nothing is recorded."""
        return share(self.held, self.held + self.broken)


def hygiene(states: Iterable[State]) -> Hygiene:
    """Count the checks.

    Invariants: the three counts sum to the checks; 0 ≤ share ≤ 1; what is not recorded leaves the share as it is.
    """
    found = Counter(states)
    return Hygiene(found[State.HELD], found[State.BROKEN], found[State.NOT_RECORDED])
