"""The people of a deal as its page draws them: one line a person, all their roles in it, where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.tables.people_map import Card, ReadingShown, RoleBadge, badges_of, card_of, readings_shown
from keyaccount.apps.pipeline.models import DealReading, OpportunityContact
from keyaccount.apps.pipeline.queries.deal_people import DealPeople

Readings = Mapping[int, Sequence[tuple[DealReading, bool]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One role of a person in the deal, and the row that says so. role None: none is known."""

    pk: int
    role: RoleBadge | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """card: where they stand on the day, None for someone without a place on a map; of_deal: whether it was seen in
    this deal; borrowed: their roles at the account, where the deal says none."""

    contact: Contact
    parts: tuple[Part, ...]
    card: Card | None
    of_deal: bool
    borrowed: tuple[RoleBadge, ...]
    readings: tuple[ReadingShown, ...]


def lines_of(rows: Sequence[OpportunityContact], found: DealPeople | None, readings: Readings) -> list[PersonLine]:
    """In the order of the rows, which are sorted by name."""
    by_person: dict[int, list[OpportunityContact]] = {}
    for row in rows:
        by_person.setdefault(row.contact_id, []).append(row)
    return [_line(parts, found, readings) for parts in by_person.values()]


def _line(rows: list[OpportunityContact], found: DealPeople | None, readings: Readings) -> PersonLine:
    contact = rows[0].contact
    person = next((one for one in found.map.here if one.pk == contact.pk), None) if found else None
    parts = tuple(Part(row.pk, badges_of([row.role])[0] if row.role else None) for row in rows)
    card = card_of(person) if person else None
    own = found is not None and contact.pk in found.own_roles
    borrowed = card.badges if card is not None and not own else ()
    of_deal = found is not None and contact.pk in found.own_readings
    shown = (readings_shown([one], tended)[0] for one, tended in readings.get(contact.pk, ()))
    return PersonLine(contact, parts, card, of_deal, borrowed, tuple(shown))
