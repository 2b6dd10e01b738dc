"""What is wrong on a people map: warnings that follow from roles, commitment, influence and visits on one day.

Influence along a chain of arrows is the product of strength ÷ 3 of each, so a strong arrow passes everything on and two
weak ones a ninth. An obstructionist is warned of when a ninth or more reaches a decision maker; from a third on the
warning is serious. Conflict is no influence.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

from keyaccount.formulas.influence import Certainty, Commitment

DECIDES = "decision_maker"
KEY_WEIGHT = 4
"""From this weight on a person's leaving is news: approver, decision maker, influencer A by default."""
STRONGEST = 3
FELT = Fraction(1, 9)
SERIOUS = Fraction(1, 3)
COLLECTIVE_NEEDS = 2


class Kind(StrEnum):
    OBSTRUCTED = "obstructed"
    KEY_LEFT = "key_left"
    ROLE_MISSING = "role_missing"
    NO_CHAMPION = "no_champion"
    FEW_DECIDERS = "few_deciders"
    OUT_OF_TOUCH = "out_of_touch"
    SINGLE_THREADED = "single_threaded"
    VISITS_OVERDUE = "visits_overdue"
    FADED = "faded"


class Severity(StrEnum):
    SERIOUS = "serious"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Person:
    """left_days: days since they left, None while there; overdue_days: how late the next planned visit is, 0 if not;
    active: dealt with lately, by a visit or a confirmed reading."""

    key: Hashable
    roles: frozenset[str]
    weight: int
    commitment: Commitment | None = None
    certainty: Certainty = Certainty.UNKNOWN
    active: bool = False
    overdue_days: int = 0
    left_days: int | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """`source` influences `target`; strength 1 to 3."""

    source: Hashable
    target: Hashable
    strength: int


@dataclass(frozen=True, slots=True)
class Rules:
    """needed: roles somebody must play, in the order to tell of them; recent_days: how long a leaving stays news."""

    needed: Sequence[str]
    collective: bool = False
    recent_days: int = 180


@dataclass(frozen=True, slots=True)
class MapWarning:
    """people: whom it is about, for an obstructionist the chain from them to the decision maker; role: the one that
    nobody plays; number: how much influence gets through (0 to 1), days late, or how many."""

    kind: Kind
    severity: Severity
    people: tuple[Hashable, ...] = ()
    role: str = ""
    number: Fraction | int | None = None


def warnings(people: Iterable[Person], arrows: Iterable[Arrow], rules: Rules) -> list[MapWarning]:
    """All of them, serious ones first. Invariants: the order of people and arrows does not matter for what is found;
    without people there are none."""
    known = list(people)
    here = [one for one in known if one.left_days is None]
    if not known:
        return []
    found = [
        *_obstructed(here, arrows),
        *_key_left(known, rules),
        *_deciding(here, rules),
        *_missing(here, rules),
        *_threads(here),
        *_overdue(here),
        *_faded(here),
    ]
    return sorted(found, key=lambda warning: warning.severity != Severity.SERIOUS)


def _obstructed(here: Sequence[Person], arrows: Iterable[Arrow]) -> Iterator[MapWarning]:
    inside = {one.key for one in here}
    passed = [arrow for arrow in arrows if arrow.source in inside and arrow.target in inside]
    deciders = {one.key for one in here if DECIDES in one.roles}
    for one in here:
        if one.commitment is Commitment.OBSTRUCTIONIST:
            yield from _reaching(one, deciders, passed)


def _reaching(one: Person, deciders: set[Hashable], arrows: Sequence[Arrow]) -> Iterator[MapWarning]:
    for decider, (reach, chain) in influence_from(one.key, arrows).items():
        if decider in deciders and reach >= FELT:
            severity = Severity.SERIOUS if reach >= SERIOUS else Severity.WATCH
            yield MapWarning(Kind.OBSTRUCTED, severity, chain, number=reach)


def influence_from(
    source: Hashable, arrows: Iterable[Arrow]
) -> Mapping[Hashable, tuple[Fraction, tuple[Hashable, ...]]]:
    """How much of one person's word reaches each other, and by which chain: the one that loses least, then the
    shortest. Invariants: between 0 and 1, and 1 for oneself; an arrow more never lowers it."""
    out: dict[Hashable, list[Arrow]] = {}
    for arrow in arrows:
        out.setdefault(arrow.source, []).append(arrow)
    found: dict[Hashable, tuple[Fraction, tuple[Hashable, ...]]] = {}
    order = count()  # people may not compare with one another
    waiting: list[tuple[Fraction, int, int, tuple[Hashable, ...]]] = [(Fraction(-1), 1, next(order), (source,))]
    while waiting:
        lost, steps, _tie, chain = heappop(waiting)
        if chain[-1] in found:
            continue
        found[chain[-1]] = (-lost, chain)
        for arrow in out.get(chain[-1], ()):
            if arrow.target not in found:
                passed = lost * Fraction(arrow.strength, STRONGEST)
                heappush(waiting, (passed, steps + 1, next(order), (*chain, arrow.target)))
    return found


def _key_left(known: Sequence[Person], rules: Rules) -> Iterator[MapWarning]:
    for one in known:
        gone = one.left_days
        is_key = one.weight >= KEY_WEIGHT or one.commitment is Commitment.CHAMPION
        if gone is not None and gone <= rules.recent_days and is_key:
            yield MapWarning(Kind.KEY_LEFT, Severity.SERIOUS, (one.key,), number=gone)


def _deciding(here: Sequence[Person], rules: Rules) -> Iterator[MapWarning]:
    deciders = tuple(one.key for one in here if DECIDES in one.roles)
    if rules.collective and len(deciders) < COLLECTIVE_NEEDS:
        yield MapWarning(Kind.FEW_DECIDERS, Severity.SERIOUS, deciders, DECIDES, len(deciders))
    if not any(one.commitment is Commitment.CHAMPION for one in here):
        yield MapWarning(Kind.NO_CHAMPION, Severity.WATCH)


def _missing(here: Sequence[Person], rules: Rules) -> Iterator[MapWarning]:
    """A missing decision maker is serious; where decisions are collective it is told by their number instead."""
    played = {role for one in here for role in one.roles}
    for role in rules.needed:
        if role not in played and not (rules.collective and role == DECIDES):
            yield MapWarning(Kind.ROLE_MISSING, Severity.SERIOUS if role == DECIDES else Severity.WATCH, role=role)


def _threads(here: Sequence[Person]) -> Iterator[MapWarning]:
    active = tuple(one.key for one in here if one.active)
    if not active:
        yield MapWarning(Kind.OUT_OF_TOUCH, Severity.SERIOUS)
    elif len(active) == 1:
        yield MapWarning(Kind.SINGLE_THREADED, Severity.SERIOUS, active)


def _overdue(here: Sequence[Person]) -> Iterator[MapWarning]:
    late = sorted((one for one in here if one.overdue_days > 0), key=lambda one: -one.overdue_days)
    if late:
        people = tuple(one.key for one in late)
        yield MapWarning(Kind.VISITS_OVERDUE, Severity.WATCH, people, number=late[0].overdue_days)


def _faded(here: Sequence[Person]) -> Iterator[MapWarning]:
    faded = tuple(one.key for one in here if one.certainty is Certainty.FADED)
    if faded:
        yield MapWarning(Kind.FADED, Severity.WATCH, faded, number=len(faded))
