"""The map as the page draws it: cards with their places, lines, the days of the slider, what changed, what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.figures.words import CERTAINTIES, COMMITMENTS, STRENGTHS, sentence_of, title_of
from keyaccount.apps.contacts.models import BuyingRole, InfluenceLink, LinkKind, MapPlace, Observed
from keyaccount.apps.contacts.queries.map_days import CAME, CHANGED, LEFT, LINED, READ, MapDay
from keyaccount.apps.contacts.queries.people_map import MapPerson, PeopleMap, warnings_of
from keyaccount.apps.contacts.tables.roles import KEY
from keyaccount.formulas.influence import Certainty, Commitment, commitment_of
from keyaccount.formulas.map_difference import Changed, Difference
from keyaccount.formulas.map_layout import CARD, MARGIN, Spot, layout
from keyaccount.formulas.people_warnings import Kind, MapWarning, Severity

NOWHERE = Spot(0, 0)
QUADRANTS = (Commitment.OBSTRUCTIONIST, Commitment.CHAMPION, Commitment.DOUBTER, Commitment.SUPPORTER)
"""As two rows of two: dynamics falls downwards, receptivity rises to the right."""
DOUBTFUL = {Certainty.FADED, Certainty.ASSUMED}
FIXES: Mapping[Kind, str] = {
    Kind.OBSTRUCTED: "reading",
    Kind.KEY_LEFT: "line",
    Kind.FEW_DECIDERS: "roles",
    Kind.SINGLE_THREADED: "visit",
    Kind.VISITS_OVERDUE: "visit",
    Kind.FADED: "reading",
}
"""Which act of the person's panel a click on the warning opens; the others ask for a new person or a look around."""


@dataclass(frozen=True, slots=True)
class RoleBadge:
    code: str
    text: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class Card:
    person: MapPerson
    spot: Spot
    superior: int | None
    badges: tuple[RoleBadge, ...]
    sign: str
    commitment: str
    certainty: str
    is_doubtful: bool
    changed: str = ""
    superior_name: str = ""
    lines: tuple[LineDrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDrawn:
    """against: an obstructionist's influence, which is the warning itself."""

    link: InfluenceLink
    source: MapPerson
    target: MapPerson
    kind: str
    strength: str
    against: bool


@dataclass(frozen=True, slots=True)
class WarningShown:
    """person, fix: whose panel a click opens, and at which act; 0 where it asks for a new person."""

    warning: MapWarning
    title: str
    sentence: str
    person: int
    fix: str

    @property
    def sign(self) -> str:
        return "h-bad" if self.warning.severity is Severity.SERIOUS else "h-warn"


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of the slider; at: its place on the track, 0 to 100."""

    day: date
    at: str
    told: str
    current: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """evidence, author: empty for readers who do not tend the account."""

    pk: int
    day: date
    sign: str
    commitment: str
    assumed: bool
    evidence: str
    author: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    person: int
    name: str
    text: str


def cards_of(found: PeopleMap, places: Iterable[MapPlace], changes: Sequence[Changed] = ()) -> list[Card]:
    """In the order in which one reads the map, which is the order of Tab."""
    spots = layout({person.pk: person.superior for person in found.here})
    kept = {place.contact_id: Spot(place.x, place.y) for place in places}
    told, names, lines = _marks_of(changes), found.by_id, _by_source(lines_of(found))
    cards = [
        replace(
            card_of(person, kept.get(person.pk) or spots[person.pk]),
            changed=told.get(person.pk, ""),
            superior_name=names[person.superior].name if person.superior else "",
            lines=tuple(lines[person.pk]),
        )
        for person in found.here
    ]
    return sorted(cards, key=lambda card: (card.spot.y, card.spot.x))


def _by_source(lines: Iterable[LineDrawn]) -> defaultdict[int, list[LineDrawn]]:
    found: defaultdict[int, list[LineDrawn]] = defaultdict(list)
    for line in lines:
        found[line.source.pk].append(line)
    return found


def size_of(cards: Sequence[Card]) -> tuple[int, int]:
    """Width and height of the canvas."""
    width = max((card.spot.x for card in cards), default=0) + CARD[0] + MARGIN
    return width, max((card.spot.y for card in cards), default=0) + CARD[1] + 2 * MARGIN


def lines_of(found: PeopleMap) -> list[LineDrawn]:
    people = found.by_id
    return [
        LineDrawn(
            link,
            people[link.source_id],
            people[link.target_id],
            str(LinkKind(link.kind).label),
            str(STRENGTHS[link.strength]),
            people[link.source_id].commitment == "obstructionist" and link.kind != LinkKind.CONFLICT,
        )
        for link in found.links
    ]


def warnings_shown(found: PeopleMap) -> list[WarningShown]:
    names = found.by_id
    return [
        WarningShown(
            warning,
            title_of(warning),
            sentence_of(warning, names),
            int(str(warning.people[0])) if warning.people else 0,
            FIXES.get(warning.kind, ""),
        )
        for warning in warnings_of(found)
    ]


def badges_of(roles: Iterable[str]) -> tuple[RoleBadge, ...]:
    return tuple(RoleBadge(role, str(BuyingRole(role).label), role in KEY) for role in roles)


def readings_shown(readings: Iterable[Observed], tended: bool) -> list[ReadingShown]:
    return [
        ReadingShown(
            pk=one.pk,
            day=one.on,
            sign=str(commitment_of(one.reading)),
            commitment=str(COMMITMENTS[commitment_of(one.reading)]),
            assumed=one.assumed,
            evidence=one.evidence if tended else "",
            author=str(one.author) if tended else "",
        )
        for one in readings
    ]


# ── The slider ──
LABELS = 7


def marks_of(days: Sequence[MapDay], shown: date, today: date) -> list[Mark]:
    """The days of change with today at the end, evenly apart: each can be hit, however close their dates lie."""
    told = {one.day: _told(one) for one in days}
    told[today] = told.get(today) or gettext("today")
    ordered = sorted(told)
    span = max(len(ordered) - 1, 1)
    places = {day: 100 * place / span for place, day in enumerate(ordered)}
    current = max((day for day in ordered if day <= shown), default=ordered[0])
    labelled = _spread(places)
    return [Mark(day, f"{places[day]:.2f}", told[day], day == current, day in labelled) for day in ordered]


def _spread(places: Mapping[date, float]) -> set[date]:
    """Days that can be labelled without one label running into the next; the first and the last always are."""
    ordered, gap = list(places), 100 / LABELS
    chosen, last = {ordered[0], ordered[-1]}, gap / 2
    for day in ordered[1:-1]:
        if places[day] - last >= gap and 100 - places[day] >= gap:
            chosen.add(day)
            last = places[day]
    return chosen


def _told(one: MapDay) -> str:
    counts = one.counts
    parts = [
        ngettext("%(n)s came", "%(n)s came", counts[CAME]) % {"n": counts[CAME]} if counts[CAME] else "",
        ngettext("%(n)s left", "%(n)s left", counts[LEFT]) % {"n": counts[LEFT]} if counts[LEFT] else "",
        ngettext("%(n)s reading", "%(n)s readings", counts[READ]) % {"n": counts[READ]} if counts[READ] else "",
        ngettext("%(n)s line", "%(n)s lines", counts[LINED]) % {"n": counts[LINED]} if counts[LINED] else "",
        ngettext("%(n)s change", "%(n)s changes", counts[CHANGED]) % {"n": counts[CHANGED]} if counts[CHANGED] else "",
    ]
    return " · ".join(filter(None, parts))


# ── What changed between two days ──
def changes_shown(changes: Sequence[Changed], names: Mapping[int, str]) -> list[ChangeShown]:
    return [_change(one, names) for one in changes]


def _change(one: Changed, names: Mapping[int, str]) -> ChangeShown:
    if one.kind is Difference.LINE:
        source, target, _kind = one.key
        pair = f"{names[source]} → {names[target]}"
        return ChangeShown(source, pair, _line_change(one.before, one.after))
    if one.kind in {Difference.CAME, Difference.LEFT}:
        return ChangeShown(one.key, names[one.key], gettext("came") if one.kind is Difference.CAME else gettext("left"))
    return ChangeShown(one.key, names[one.key], f"{_value(one, one.before, names)} → {_value(one, one.after, names)}")


def _line_change(before: int | None, after: int | None) -> str:
    if before is None:
        return gettext("line drawn: %(strength)s") % {"strength": STRENGTHS[after or 1]}
    if after is None:
        return gettext("line erased")
    return f"{STRENGTHS[before]} → {STRENGTHS[after]}"


def _value(one: Changed, value: object, names: Mapping[int, str]) -> str:
    if one.kind is Difference.COMMITMENT:
        return str(COMMITMENTS[value])  # type: ignore[index]
    if one.kind is Difference.ROLES:
        return gettext(", ").join(badge.text for badge in badges_of(value)) or gettext("no role")  # type: ignore[arg-type]
    if one.kind is Difference.SUPERIOR:
        return names[value] if value is not None else gettext("nobody above")  # type: ignore[index]
    return str(value) or "–"


def _marks_of(changes: Sequence[Changed]) -> dict[int, str]:
    """One word a card that changed; the first change is the weightiest."""
    words = {
        Difference.CAME: _("new"),
        Difference.COMMITMENT: _("commitment changed"),
        Difference.ROLES: _("role changed"),
    }
    found: dict[int, str] = {}
    for one in changes:
        if one.kind in words:
            found.setdefault(one.key, str(words[one.kind]))
    return found


def card_of(person: MapPerson, spot: Spot = NOWHERE) -> Card:
    return Card(
        person=person,
        spot=spot,
        superior=person.superior,
        badges=badges_of(person.roles),
        sign=str(person.commitment or "unknown"),
        commitment=str(COMMITMENTS[person.commitment]),
        certainty=str(CERTAINTIES[person.certainty]),
        is_doubtful=person.certainty in DOUBTFUL,
    )
