"""One event with its guests, and the events of an account or a person, as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import Answer, Event, EventKind, EventState, Guest
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound

DEALS_TO_CHOOSE = 100
ON_TODAY = 6
DAY, SOON, UNTOLD = timedelta(days=1), timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of the guests that a reader sees."""

    invited: int = 0
    accepted: int = 0
    declined: int = 0
    came: int = 0
    stayed_away: int = 0

    @property
    def unknown(self) -> int:
        return self.invited - self.came - self.stayed_away


@dataclass(frozen=True, slots=True)
class Line:
    """deal: the opportunity that followed, where the reader sees it; account, contact: open to the reader."""

    guest: Guest
    deal: Opportunity | None
    account: Account | None
    writable: bool

    @property
    def has_followed(self) -> bool:
        return bool(self.guest.followed) or self.deal is not None


def event_seen(user: User, event_id: int) -> Event:
    rows = Event.objects.visible_to(user).select_related("kind", "owner__team")
    event: Event | None = rows.filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


def event_to_write(user: User, event_id: int) -> Event:
    """NotAllowed for someone who may only see it."""
    event = event_seen(user, event_id)
    if not may_write(user, event):
        raise NotAllowed
    return event


def may_write(user: User, event: Event) -> bool:
    return Event.objects.writable_by(user).filter(pk=event.pk).exists()


def guest_to_write(user: User, guest_id: int) -> Guest:
    rows = Guest.objects.visible_to(user).select_related("event", "contact", "account", "opportunity")
    guest: Guest | None = rows.filter(pk=guest_id).first()
    if guest is None:
        raise NotFound
    if not Guest.objects.writable_by(user).filter(pk=guest_id).exists():
        raise NotAllowed
    return guest


def guests_of(user: User, event: Event) -> QuerySet[Guest]:
    """On the list now, by account and name."""
    rows = Guest.objects.visible_to(user).present().filter(event=event)
    rows = rows.select_related("contact", "account", "invited_by", "event")
    return rows.order_by("account__name", "contact__name", "pk")


def guests_elsewhere(user: User, event: Event) -> int:
    """How many more are invited whom the reader does not see: a host must know how many seats are taken."""
    everyone = Guest.objects.present().filter(event=event)
    return everyone.count() - Guest.objects.visible_to(user).present().filter(event=event).count()


def lines(guests: Iterable[Guest], user: User) -> list[Line]:
    found = list(guests)
    ids = [guest.pk for guest in found]
    deals = Opportunity.objects.visible_to(user).present().in_bulk({one.opportunity_id for one in found} - {None})
    accounts = Account.objects.visible_to(user).in_bulk({one.account_id for one in found} - {None})
    rows = Guest.objects.writable_by(user).filter(pk__in=ids).order_by()
    writable = set(rows.values_list("pk", flat=True)) if ids else set()
    return [
        Line(one, deals.get(one.opportunity_id or 0), accounts.get(one.account_id or 0), one.pk in writable)
        for one in found
    ]


def numbers_of(user: User, events: Iterable[int]) -> dict[int, Numbers]:
    """Event → its guests counted; all of them in one query."""
    rows = Guest.objects.visible_to(user).present().filter(event__in=list(events)).order_by().values("event")
    counted = rows.annotate(
        invited=Count("pk"),
        accepted=Count("pk", filter=Q(answer=Answer.ACCEPTED)),
        declined=Count("pk", filter=Q(answer=Answer.DECLINED)),
        stayed_away=Count("pk", filter=Q(came=False)),
        came=Count("pk", filter=Q(came=True)),  # last, since a name given here hides the column
    )
    return {row.pop("event"): Numbers(**row) for row in counted}


def invitations_of(user: User, of: Account | Contact) -> QuerySet[Guest]:
    """Of an account or a person, the latest event first."""
    of_one: Mapping[str, Any] = {"account": of.pk} if isinstance(of, Account) else {"contact": of.pk}
    rows = Guest.objects.visible_to(user).present().filter(event__archived_at=None, **of_one)
    rows = rows.select_related("event__kind", "contact", "account", "invited_by")
    return rows.order_by("-event__starts_on", "-event_id", "pk")


def deals_to_choose(user: User, guest: Guest) -> QuerySet[Opportunity]:
    """Opportunities of the guest's account, the newest ones; the one that is linked stays to be chosen."""
    rows = Opportunity.objects.visible_to(user).present().filter(account=guest.account_id, account__isnull=False)
    newest = list(rows.order_by("-opened_on", "-pk").values_list("pk", flat=True)[:DEALS_TO_CHOOSE])
    seen: QuerySet[Opportunity] = Opportunity.objects.visible_to(user).filter(pk__in=[*newest, guest.opportunity_id])
    return seen.order_by("-opened_on", "-pk")


def kinds_to_choose(chosen: int | None = None) -> QuerySet[EventKind]:
    return EventKind.objects.filter(Q(archived_at=None) | Q(pk=chosen))


def kinds_with_use() -> list[EventKind]:
    """In their order, those that are no longer offered last; `used`: how many events are of it."""
    rows = EventKind.objects.annotate(used=Count("events", filter=Q(events__archived_at=None)))
    return sorted(rows, key=lambda kind: kind.archived_at is not None)


def events_called(user: User, words: str, limit: int) -> list[Event]:
    """By a part of the name; without words those to come."""
    rows = Event.objects.visible_to(user).present().exclude(state=EventState.CANCELLED)
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("-starts_on", "-pk")[:limit])


def coming_to(user: User, today: date) -> QuerySet[Event]:
    """Of the next two weeks, those that the user hosts or to which people of accounts they tend are invited; and of
    those that passed, the ones they host and have not said of whether they were held."""
    theirs = Guest.objects.present().exclude(answer=Answer.DECLINED)
    theirs = theirs.filter(contact__in=Contact.objects.tended_by(user).values("pk"))
    soon = Q(starts_on__range=(today, today + SOON)) & (Q(owner=user) | Q(pk__in=theirs.order_by().values("event")))
    untold = Q(owner=user, ends_on__range=(today - UNTOLD, today - DAY))
    rows = Event.objects.visible_to(user).present().filter(soon | untold, state=EventState.PLANNED)
    return rows.select_related("kind", "owner").order_by("starts_on", "pk")[:ON_TODAY]


def open_at(event: Event, today: date) -> bool:
    """Who came may be said from the event's first day on."""
    return event.state != EventState.CANCELLED and event.starts_on <= today
