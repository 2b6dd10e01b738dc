"""Stage conversion: of the deals that entered a stage, how many went further.

A deal enters a stage once, at the first moment it stood in it, open; coming back is no second entry. After that it has

    advanced   stood in a later stage of the same pipeline, or was won, at that moment or after it; neither going back
               nor being lost later takes that away
    inside     not advanced and still open: nobody knows yet, wherever it stands now
    fallen     not advanced and no longer open

    entered = advanced + inside + fallen                          and 0 <= conversion <= conversion of the decided <= 1

A stage that was jumped over was not entered: it gains and loses nothing by it, while the stage the deal came from has
its advance. Deals that are put away (archived) are no deals and must be left out by the caller.

Deals that went the same way count together: a group is their one history and how many they are. Invariant: the same
figures as of each deal by itself.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.kernel.share import share

FEWEST = 5
"""How many decided deals a conversion needs on either side before it is compared with its past."""


@dataclass(frozen=True, slots=True)
class Stood:
    """From `at` on (later is larger) the deal stood at `place` of its pipeline, open, or it was won or lost."""

    at: int
    place: int
    is_open: bool
    is_won: bool = False


Group = tuple[Sequence[Stood], int]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The deals that entered one stage."""

    entered: int
    advanced: int
    inside: int

    @property
    def fallen(self) -> int:
        return self.entered - self.advanced - self.inside

    @property
    def conversion(self) -> Decimal | None:
        """`advanced / entered`, 0 to 1; None when no deal entered."""
        return share(self.advanced, self.entered)

    @property
    def decided(self) -> Decimal | None:
        """`advanced / (advanced + fallen)`: without those still inside; None when all are."""
        return share(self.advanced, self.advanced + self.fallen)


@dataclass(frozen=True, slots=True)
class Proposals:
    """reached: deals that came to a stage of proposals or beyond it, or were won without; won: those that are won."""

    reached: int
    won: int


@dataclass(frozen=True, slots=True)
class Fall:
    """How far the conversion of the decided fell below that of the past, as a share (0.12 = 12 points)."""

    place: int
    now: Decimal
    past: Decimal

    @property
    def by(self) -> Decimal:
        return self.past - self.now


def cohort(
    histories: Iterable[Sequence[Stood]], place: int, first: int | None = None, last: int | None = None
) -> Cohort:
    """The deals that entered the stage at `place` from `first` to before `last`; the histories in order of time."""
    return cohort_of_groups(((history, 1) for history in histories), place, first, last)


def cohort_of_groups(groups: Iterable[Group], place: int, first: int | None = None, last: int | None = None) -> Cohort:
    """The same of deals that went alike."""
    fates = Counter[str | None]()
    for history, deals in groups:
        fates[_after_entry(history, place, first, last)] += deals
    del fates[None]
    return Cohort(fates.total(), fates["advanced"], fates["inside"])


def proposals(groups: Iterable[Group], place: int, first: int | None = None, last: int | None = None) -> Proposals:
    """Deals that first came to `place` or beyond it, or were won, from `first` to before `last`. Won is who is won in
    the end. Invariant: 0 <= won <= reached."""
    counts = Counter[bool]()
    for history, deals in groups:
        there = (stood.at for stood in history if stood.is_won or (stood.is_open and stood.place >= place))
        if _is_within(next(there, None), first, last):
            counts[history[-1].is_won] += deals
    return Proposals(counts.total(), counts[True])


def _after_entry(history: Sequence[Stood], place: int, first: int | None, last: int | None) -> str | None:
    entry = next((stood.at for stood in history if stood.is_open and stood.place == place), None)
    if entry is None or not _is_within(entry, first, last):
        return None
    if any(stood.at >= entry and _is_beyond(stood, place) for stood in history):
        return "advanced"
    return "inside" if history[-1].is_open else "fallen"


def _is_within(at: int | None, first: int | None, last: int | None) -> bool:
    return at is not None and (first is None or at >= first) and (last is None or at < last)


def _is_beyond(stood: Stood, place: int) -> bool:
    return stood.is_won or (stood.is_open and stood.place > place)


def bottleneck(now: Sequence[Cohort], past: Sequence[Cohort]) -> Fall | None:
    """The stage whose conversion of the decided fell furthest below its own past; None when none fell.

    Stages with fewer than FEWEST decided deals on either side are left out; of equal falls the earlier stage.
    Invariant: no other stage with enough deals fell further.
    """
    falls = [
        fall for place, pair in enumerate(zip(now, past, strict=True)) if (fall := _fall(place, *pair)) is not None
    ]
    return max(falls, key=lambda fall: fall.by, default=None)


def _fall(place: int, now: Cohort, past: Cohort) -> Fall | None:
    if min(each.advanced + each.fallen for each in (now, past)) < FEWEST or now.decided is None or past.decided is None:
        return None
    return Fall(place, now.decided, past.decided) if now.decided < past.decided else None
