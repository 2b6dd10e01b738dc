"""Where the cards of a map stand: dragged by somebody, or where the layout puts them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, MapPlace
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import NotFound

EDGE = 20_000  # pixels; nobody drags a card further than a screen or ten
Spot = tuple[int, int]


@transaction.atomic
def place_person(*, account_id: int, contact_id: int, spot: Spot | None, act: Act) -> Spot | None:
    """Keep where the card was dragged to, or with None let the layout place it; gives where it was kept before."""
    account = access.writable(Account, account_id, act)
    contact = Contact.objects.filter(pk=contact_id, account=account).first()
    if contact is None:
        raise NotFound
    kept = MapPlace.objects.filter(account=account, contact=contact).first()
    before = None if kept is None else (kept.x, kept.y)
    after = None if spot is None else (_inside(spot[0]), _inside(spot[1]))
    if before != after:
        _put(account, {contact: after})
        audit.record(act, account, AuditAction.CHANGED, {"map_place": (_told(contact, before), _told(contact, after))})
    return before


@transaction.atomic
def place_all(*, account_id: int, spots: Mapping[int, Spot], act: Act) -> dict[int, Spot]:
    """Set every kept place at once, none for those not named; gives the ones before. With {} the layout places all."""
    account = access.writable(Account, account_id, act)
    before = {place.contact_id: (place.x, place.y) for place in MapPlace.objects.filter(account=account)}
    wanted = Contact.objects.filter(account=account, pk__in=list(spots))
    MapPlace.objects.filter(account=account).delete()
    _put(account, {one: (_inside(spots[one.pk][0]), _inside(spots[one.pk][1])) for one in wanted})
    if before != dict(spots):
        audit.record(act, account, AuditAction.CHANGED, {"map_places": (len(before), len(spots))})
    return before


def _put(account: Account, spots: Mapping[Contact, Spot | None]) -> None:
    MapPlace.objects.filter(account=account, contact__in=list(spots)).delete()
    MapPlace.objects.bulk_create(
        MapPlace(account=account, contact=contact, x=spot[0], y=spot[1]) for contact, spot in spots.items() if spot
    )


def _inside(number: int) -> int:
    return max(0, min(number, EDGE))


def _told(contact: Contact, spot: Spot | None) -> str | None:
    return None if spot is None else f"{contact}: {spot[0]}, {spot[1]}"
