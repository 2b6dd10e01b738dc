"""The people of one deal on any day: who they were, in which roles, and where they stood; what it does not say is as at
the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.contacts.queries.map_rules import Rules
from keyaccount.apps.contacts.queries.people_map import READINGS, MapPerson, PeopleMap, map_of
from keyaccount.apps.pipeline.models import DealReading, Opportunity, OpportunityContact
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import memo
from keyaccount.formulas import influence

PLACES = {role: place for place, role in enumerate(BuyingRole.values)}


@dataclass(frozen=True, slots=True)
class DealPeople:
    """own_roles, own_readings: of whom the deal itself says it; the others are as at the account."""

    map: PeopleMap
    own_roles: frozenset[int]
    own_readings: frozenset[int]


@memo.once
def deal_people(deal: Opportunity, viewer: User, day: date) -> DealPeople | None:
    """Those whom the viewer sees. None for a deal without an account, whose people have no map."""
    if deal.account is None:
        return None
    roles: dict[int, list[str]] = defaultdict(list)
    seen = Contact.objects.visible_to(viewer).values("pk")
    rows = OpportunityContact.objects.at(clock.end_of(day, workspace().zone)).filter(opportunity=deal, contact__in=seen)
    for contact, role in rows.values_list("contact_id", "role"):
        roles[contact] += [role] if role else []
    readings = _newest(deal, day)
    found = map_of(deal.account, sorted(roles), day)
    people = [_in_deal(one, roles[one.pk], readings.get(one.pk), found.rules, day) for one in found.here]
    own = frozenset(pk for pk, played in roles.items() if played)
    return DealPeople(replace(found, here=tuple(people)), own, frozenset(readings))


def readings_in(deal: Opportunity, viewer: User) -> Mapping[int, list[tuple[DealReading, bool]]]:
    """The last ones of each person in the deal, newest first, each with whether the viewer reads its evidence."""
    rows = DealReading.objects.standing().visible_to(viewer).filter(opportunity=deal)
    evident = set(rows.evident_to(viewer).values_list("pk", flat=True))
    found: dict[int, list[tuple[DealReading, bool]]] = defaultdict(list)
    for reading in rows.select_related("author", "contact").order_by("contact_id", "-on", "-id"):
        if len(found[reading.contact_id]) < READINGS:
            found[reading.contact_id].append((reading, reading.pk in evident))
    return found


def _newest(deal: Opportunity, day: date) -> Mapping[int, DealReading]:
    rows = DealReading.objects.standing().filter(opportunity=deal, on__lte=day)
    found: dict[int, DealReading] = {}
    for reading in rows.order_by("contact_id", "-on", "-id").defer("evidence"):
        found.setdefault(reading.contact_id, reading)
    return found


def _in_deal(person: MapPerson, roles: list[str], reading: DealReading | None, rules: Rules, day: date) -> MapPerson:
    if roles:
        played = tuple(sorted(roles, key=lambda role: PLACES[role]))
        person = replace(person, roles=played, weight=influence.heaviest(played, rules.weights))
    if reading is None:
        return person
    seen = reading.reading
    sure = influence.certainty(seen, day, rules.fades_after)
    active = person.active or sure is influence.Certainty.CONFIRMED
    where = influence.commitment_of(seen)
    return replace(person, reading=reading, commitment=where, certainty=sure, active=active)
