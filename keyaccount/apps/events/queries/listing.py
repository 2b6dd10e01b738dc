"""What narrows the list of events: written once for the page, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.queries.tags import tagged
from keyaccount.apps.events.models import Event, EventState, Guest
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.searching import matching
from keyaccount.kernel.errors import Invalid

EVENT = "events.event"
ARCHIVED = "archived"
UPCOMING, PAST = WHEN = ("upcoming", "past")


def events_listed(user: User, filters: Mapping[str, str], today: date) -> QuerySet[Event]:
    """The events the user sees that fit the filters; the archived ones only when they are asked for."""
    rows = Event.objects.visible_to(user)
    rows = rows.archived() if filters.get("state") == ARCHIVED else rows.present()
    return rows.filter(narrowed(filters, user, today))


def narrowed(filters: Mapping[str, str], viewer: User, today: date) -> Q:
    found = matching(filters.get("q", ""))
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](text)
    if account := filters.get("account", ""):
        guests = Guest.objects.visible_to(viewer).present().filter(account=_number(account))
        found &= Q(pk__in=guests.order_by().values("event"))
    if when := filters.get("when", ""):
        found &= _when(when, today)
    return found


def _when(text: str, today: date) -> Q:
    """An event of several days is to come until its last one is over."""
    if text not in WHEN:
        raise Invalid(_("“%(text)s” says nothing of when: upcoming or past."), text=text)
    return Q(ends_on__gte=today) if text == UPCOMING else Q(ends_on__lt=today)


def _state(text: str) -> Q:
    if text not in {ARCHIVED, *EventState.values}:
        raise Invalid(_("“%(text)s” is not a state of an event."), text=text)
    return Q() if text == ARCHIVED else Q(state=text)


def _team(text: str) -> Q:
    team = Team.objects.filter(pk=_number(text)).first()
    below = User.objects.in_team(team).values("pk") if team else User.objects.none().values("pk")
    return Q(owner__in=below)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not the number of a record."), text=text) from error


FILTERS: dict[str, Callable[[str], Q]] = {
    "owner": lambda text: Q(owner_id=_number(text)),
    "team": _team,
    "kind": lambda text: Q(kind_id=_number(text)),
    "state": _state,
    "tag": lambda text: tagged(EVENT, text),
}
