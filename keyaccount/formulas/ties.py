"""Our people × their people: how well one of ours knows one of theirs, and where a thread is missing or single.

Days are counted back from the day that is asked about; a visit on that day is 0 days old.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

STRONG = Fraction(1, 6)
WARM = Fraction(1, 2)
"""Of the days after which a reading fades: 30 and 90 of the usual 180."""
DAYS = 365
"""A visit of so many days, the asked one included, counts as knowing somebody."""


class Strength(StrEnum):
    STRONG = "strong"
    WARM = "warm"
    FADING = "fading"
    COLD = "cold"


class Gap(StrEnum):
    NOBODY = "nobody"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Thread:
    """One of ours with one of theirs; made: visits of the last 12 months."""

    ours: Hashable
    theirs: Hashable
    made: int


def strength(last: date | None, on: date, fades_after: int) -> Strength | None:
    """How strong a tie is by its last visit: up to a sixth of the days after which readings fade it is strong, up to
    half of them warm, up to all of them fading, beyond that cold. None where there never was a visit.

    Invariant: with every day that passes it stays or weakens.
    """
    if last is None:
        return None
    age = (on - last).days
    if age <= fades_after * STRONG:
        return Strength.STRONG
    if age <= fades_after * WARM:
        return Strength.WARM
    return Strength.FADING if age <= fades_after else Strength.COLD


def gap(known_by: int, *, needed: bool) -> Gap | None:
    """What is missing at somebody whose role is needed: nobody of ours knows them, or one alone does.

    Invariant: who plays no needed role is no gap; one more who knows them never makes a gap worse.
    """
    if not needed or known_by > 1:
        return None
    return Gap.SINGLE if known_by else Gap.NOBODY


def known_by(threads: Iterable[Thread]) -> dict[Hashable, set[Hashable]]:
    """Who of theirs is known by whom of ours: visited within the last 12 months.

    Invariant: the pairs are those of the threads with a visit.
    """
    found: dict[Hashable, set[Hashable]] = {}
    for thread in threads:
        if thread.made:
            found.setdefault(thread.theirs, set()).add(thread.ours)
    return found


def single_thread(threads: Iterable[Thread]) -> Hashable | None:
    """The one of ours through whom everything runs: the only one who visited anybody there; None where there are
    several or none. Invariant: a thread of somebody else with a visit makes it None."""
    active = {thread.ours for thread in threads if thread.made}
    return active.pop() if len(active) == 1 else None
