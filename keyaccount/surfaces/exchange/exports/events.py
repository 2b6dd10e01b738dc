"""Events, and the guests of events, as lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.events.models import Event, Guest
from keyaccount.apps.events.queries.events import Line, lines
from keyaccount.apps.events.queries.listing import events_listed
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.bulk import chunked
from keyaccount.surfaces.exchange.exports.export import CHUNK, Cell, Column, Export, attribute, label

AT_ONCE = 500
Filters = Mapping[str, str]


def _events(viewer: User, filters: Filters, today: date) -> Iterator[Event]:
    rows = events_listed(viewer, filters, today).select_related("kind", "owner")
    return rows.order_by("starts_on", "pk").iterator(chunk_size=CHUNK)


def _guests(viewer: User, filters: Filters, today: date) -> Iterator[Line]:
    """Of the event that `event` names, else of those of the list with these filters."""
    rows = Guest.objects.visible_to(viewer).present()
    if event := filters.get("event", ""):
        rows = rows.filter(event=int(event)) if event.isdecimal() and len(event) < 16 else rows.none()
    else:
        rows = rows.filter(event__in=events_listed(viewer, filters, today).order_by().values("pk"))
    rows = rows.select_related("event__kind", "contact", "account", "invited_by")
    ordered = rows.filter(event__archived_at=None).order_by("event__starts_on", "event_id", "account__name", "pk")
    for some in chunked(ordered.iterator(chunk_size=AT_ONCE), AT_ONCE):
        yield from lines(some, viewer)


def _came(line: Line) -> Cell:
    if line.guest.came is None:
        return None
    return gettext("Yes") if line.guest.came else gettext("No")


def _answer(line: Line) -> Cell:
    return str(line.guest.get_answer_display())


LISTS = (
    Export(
        "events",
        _("Events"),
        (
            Column("name", pgettext_lazy("of an event", "Event"), attribute("name")),
            Column("kind", _("Kind"), attribute("kind.label")),
            Column("starts_on", _("Begins on"), attribute("starts_on")),
            Column("ends_on", _("Ends on"), attribute("ends_on")),
            Column("place", pgettext_lazy("of an event", "Place"), attribute("place")),
            Column("owner", _("Host"), attribute("owner.username")),
            Column("purpose", pgettext_lazy("of an event", "What for"), attribute("purpose")),
            Column("capacity", _("Seats"), attribute("capacity")),
            Column("cost", _("Cost"), attribute("cost"), group="margin"),
            Column("currency", _("Currency"), attribute("currency")),
            Column("state", _("State"), label("state")),
            Column("notes", _("Notes"), attribute("notes")),
        ),
        _events,
    ),
    Export(
        "guests",
        _("Guests"),
        (
            Column("event", pgettext_lazy("of an event", "Event"), attribute("guest.event.name")),
            Column("starts_on", _("Begins on"), attribute("guest.event.starts_on")),
            Column("account", _("Account"), attribute("guest.account.name")),
            Column("person", _("Person"), attribute("guest.contact.name")),
            Column("title", _("Title"), attribute("guest.contact.title")),
            Column("mobile", _("Mobile"), attribute("guest.contact.mobile"), group="reach"),
            Column("email", _("E-mail"), attribute("guest.contact.email"), group="reach"),
            Column("invited_on", _("Invited on"), attribute("guest.invited_on")),
            Column("invited_by", _("Invited by"), attribute("guest.invited_by.username")),
            Column("answer", pgettext_lazy("to an invitation", "Answer"), _answer),
            Column("came", pgettext_lazy("to an event", "Came"), _came),
            Column("followed", _("What followed"), attribute("guest.followed")),
            Column("opportunity", _("Opportunity"), attribute("deal.name")),
        ),
        _guests,
    ),
)
