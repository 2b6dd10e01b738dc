"""The days on which something changed on a map, and what changed between two of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import CommitmentReading, ContactState, InfluenceLink
from keyaccount.apps.contacts.queries.people_map import PeopleMap, map_at
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas.map_difference import Changed, Snapshot, difference

CAME, LEFT, READ, LINED, CHANGED = "came", "left", "read", "lined", "changed"


@dataclass(frozen=True, slots=True)
class MapDay:
    """counts: how much of each kind happened on the day."""

    day: date
    counts: Counter[str]


def map_days(account: Account, today: date) -> list[MapDay]:
    """From the first person known to the last change, in order; three queries."""
    zone = workspace().zone
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for day, kind in (*_of_people(account, zone), *_of_readings(account), *_of_lines(account, zone)):
        if day <= today:
            counts[day][kind] += 1
    return [MapDay(day, counts[day]) for day in sorted(counts)]


def changes_between(account: Account, before: date, after: date) -> list[Changed]:
    then, now = map_at(account, before), map_at(account, after)
    return difference(_snapshots(then), _snapshots(now), _lines(then), _lines(now))


def _of_people(account: Account, zone: ZoneInfo) -> Iterator[tuple[date, str]]:
    known: set[int] = set()
    gone: set[tuple[int, date]] = set()
    rows = ContactState.objects.filter(account=account).order_by("valid_from", "id")
    for contact, moment, left_on in rows.values_list("contact_id", "valid_from", "left_on"):
        if left_on is not None and (contact, left_on) not in gone:
            gone.add((contact, left_on))
            yield left_on, LEFT
        elif contact in known:
            yield clock.day_of(moment, zone), CHANGED
        if contact not in known:
            known.add(contact)
            yield clock.day_of(moment, zone), CAME


def _of_readings(account: Account) -> Iterator[tuple[date, str]]:
    rows = CommitmentReading.objects.standing().filter(contact__account=account)
    for day in rows.order_by().values_list("on", flat=True):
        yield day, READ


def _of_lines(account: Account, zone: ZoneInfo) -> Iterator[tuple[date, str]]:
    rows = InfluenceLink.objects.filter(account=account).order_by()
    for begun, ended in rows.values_list("valid_from", "valid_to"):
        yield clock.day_of(begun, zone), LINED
        if ended is not None:
            yield clock.day_of(ended, zone), LINED


def _snapshots(found: PeopleMap) -> dict[object, Snapshot]:
    return {one.pk: Snapshot(one.commitment, one.roles, one.title, one.superior) for one in found.here}


def _lines(found: PeopleMap) -> dict[object, int]:
    return {(link.source_id, link.target_id, link.kind): link.strength for link in found.links}
