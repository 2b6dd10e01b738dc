"""The people of one account on any day: who was there, in which role, under whom, where they stood, whom they sway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import (
    BuyingRole,
    CommitmentReading,
    ContactState,
    InfluenceLink,
    LinkKind,
    MapPlace,
    Observed,
    Visit,
)
from keyaccount.apps.contacts.queries.map_rules import Rules, map_rules
from keyaccount.apps.contacts.queries.visits import MONTHS, Visits, quarter_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import memo
from keyaccount.formulas import influence, people_warnings, visits
from keyaccount.formulas.influence import Certainty, Commitment, Stand

READINGS = 6
PLACES = {role: place for place, role in enumerate(BuyingRole.values)}


@dataclass(frozen=True, slots=True)
class MapPerson:
    """One person as they stood at the end of the day. superior: the next one above who was still there; active: visited
    or read with certainty not longer ago than a reading takes to fade."""

    pk: int
    name: str
    title: str
    department: str
    roles: tuple[str, ...]
    weight: int
    superior: int | None
    left_on: date | None
    reading: Observed | None
    commitment: Commitment | None
    certainty: Certainty
    visits: Visits
    last_visit_on: date | None
    first_concern: str
    active: bool

    @property
    def stand(self) -> Stand:
        return Stand(self.weight, self.commitment)


@dataclass(frozen=True, slots=True)
class PeopleMap:
    """here: those still there, as they became known; gone: those who had left."""

    account: Account
    day: date
    rules: Rules
    here: tuple[MapPerson, ...]
    gone: tuple[MapPerson, ...]
    links: tuple[InfluenceLink, ...]

    @property
    def by_id(self) -> dict[int, MapPerson]:
        return {person.pk: person for person in (*self.here, *self.gone)}


@dataclass(frozen=True, slots=True)
class _Then:
    """The day, and by which rules people are read on it."""

    day: date
    zone: ZoneInfo
    rules: Rules

    def left(self, state: ContactState) -> bool:
        return state.left_on is not None and state.left_on <= self.day


@memo.once
def map_at(account: Account, day: date) -> PeopleMap:
    """As many queries for one person as for a hundred. The caller has asked whether its reader sees the account."""
    return _map(account, day, Q(account=account))


def map_of(account: Account, people: Collection[int], day: date) -> PeopleMap:
    """Of these people alone, wherever they work: those who take part in a deal with the account."""
    return _map(account, day, Q(contact__in=list(people)))


def _map(account: Account, day: date, whose: Q) -> PeopleMap:
    then = _Then(day, workspace().zone, map_rules())
    end = clock.end_of(day, then.zone)
    held = ContactState.objects.until(end).filter(whose, archived=False)
    states = {state.contact_id: state for state in held.select_related("contact").order_by("contact_id")}
    seen, visited = _readings(states, day), _visits(states, day)
    people = [_person(state, states, seen.get(pk), visited.get(pk), then) for pk, state in states.items()]
    here = {person.pk: person for person in people if not then.left(states[person.pk])}
    links = InfluenceLink.objects.until(end).filter(source__in=list(here), target__in=list(here))
    return PeopleMap(
        account=account,
        day=day,
        rules=then.rules,
        here=tuple(here.values()),
        gone=tuple(person for person in people if person.pk not in here),
        links=tuple(links.order_by("id")),
    )


def places_of(account: Account) -> QuerySet[MapPlace]:
    return MapPlace.objects.filter(account=account)


def link_between(*, source: int, target: int, kind: str) -> InfluenceLink | None:
    found: InfluenceLink | None = (
        InfluenceLink.objects.current().filter(source=source, target=target, kind=kind).first()
    )
    return found


def readings_of(contact_id: int, day: date) -> list[CommitmentReading]:
    """The last ones of a person up to that day, newest first."""
    rows = CommitmentReading.objects.standing().filter(contact=contact_id, on__lte=day)
    return list(rows.select_related("author").order_by("-on", "-id")[:READINGS])


def tends(user: User, account: Account) -> bool:
    """Whether the user may read the evidence and who wrote it."""
    return Account.objects.tended_by(user).filter(pk=account.pk).exists()


def warnings_of(found: PeopleMap) -> list[people_warnings.MapWarning]:
    people = [_warned(person, found.day) for person in (*found.here, *found.gone)]
    arrows = [
        people_warnings.Arrow(link.source_id, link.target_id, link.strength)
        for link in found.links
        if link.kind != LinkKind.CONFLICT
    ]
    rules = people_warnings.Rules(found.rules.needed, found.account.collective, found.rules.fades_after)
    return people_warnings.warnings(people, arrows, rules)


def coverage_of(found: PeopleMap) -> influence.Coverage:
    return influence.coverage({person.pk: person.roles for person in found.here}, found.rules.needed)


def _readings(states: Iterable[int], day: date) -> Mapping[int, CommitmentReading]:
    """The newest of each person up to that day."""
    rows = CommitmentReading.objects.standing().filter(contact__in=list(states), on__lte=day)
    newest: dict[int, CommitmentReading] = {}
    for reading in rows.order_by("contact_id", "-on", "-id").defer("evidence"):
        newest.setdefault(reading.contact_id, reading)
    return newest


def _visits(states: Iterable[int], day: date) -> Mapping[int, tuple[date, int]]:
    """The last visit up to that day, and how many of its quarter."""
    this_quarter = Q(made_on__gte=quarter_of(day).start)
    rows = Visit.objects.present().filter(contact__in=list(states), made_on__lte=day).order_by().values("contact_id")
    told = rows.annotate(last=Max("made_on"), made=Count("pk", filter=this_quarter))
    return {row["contact_id"]: (row["last"], row["made"]) for row in told}


def _person(
    state: ContactState,
    states: Mapping[int, ContactState],
    reading: CommitmentReading | None,
    visited: tuple[date, int] | None,
    then: _Then,
) -> MapPerson:
    contact, rules = state.contact, then.rules
    seen = None if reading is None else reading.reading
    last, made = visited or (None, 0)
    sure = influence.certainty(seen, then.day, rules.fades_after)
    roles = tuple(sorted(state.roles.split(), key=lambda role: PLACES.get(role, len(PLACES))))
    return MapPerson(
        pk=contact.pk,
        name=contact.name,
        title=state.title,
        department=state.department,
        roles=roles,
        weight=influence.heaviest(roles, rules.weights),
        superior=_superior(state, states, then),
        left_on=state.left_on if then.left(state) else None,
        reading=reading,
        commitment=influence.commitment_of(seen),
        certainty=sure,
        visits=Visits(made, visits.planned(contact.visits_a_month, MONTHS), _due_on(state, last, then)),
        last_visit_on=last,
        first_concern=contact.first_concern,
        active=sure is Certainty.CONFIRMED or (last is not None and (then.day - last).days <= rules.fades_after),
    )


def _due_on(state: ContactState, last: date | None, then: _Then) -> date | None:
    if then.left(state):
        return None
    return visits.due_on(last, state.contact.visits_a_month, clock.day_of(state.contact.created_at, then.zone))


def _superior(state: ContactState, states: Mapping[int, ContactState], then: _Then) -> int | None:
    """Who stands above; whoever has left passes the line on to their own superior."""
    above, seen = state.reports_to_id, {state.contact_id}
    while above is not None and above in states and above not in seen and then.left(states[above]):
        seen.add(above)
        above = states[above].reports_to_id
    return above if above in states and above not in seen else None


def _warned(person: MapPerson, day: date) -> people_warnings.Person:
    due = person.visits.due_on
    return people_warnings.Person(
        key=person.pk,
        roles=frozenset(person.roles),
        weight=person.weight,
        commitment=person.commitment,
        certainty=person.certainty,
        active=person.active,
        overdue_days=0 if due is None else max((day - due).days, 0),
        left_days=None if person.left_on is None else (day - person.left_on).days,
    )
