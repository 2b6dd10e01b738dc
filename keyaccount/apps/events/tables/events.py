"""The columns of the list of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.collaboration.tables import tags
from keyaccount.apps.events.models import Event, EventState
from keyaccount.apps.events.queries.events import Numbers, numbers_of
from keyaccount.apps.events.queries.listing import EVENT
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.tables.listing import Column
from keyaccount.ui import formatting
from keyaccount.ui.templatetags.ka import avatar
from keyaccount.ui.writing import language

SIGNS = {EventState.PLANNED: "acc", EventState.HELD: "good", EventState.CANCELLED: ""}


def columns_for(user: User, today: date, events: Sequence[Event] = ()) -> list[Column[Event]]:
    """Counts are of the guests that the reader sees."""
    numbers = numbers_of(user, [event.pk for event in events]) if events else {}
    return [
        Column("starts_on", _("Date"), partial(days_of, today=today), Order("starts_on", down=True, filled=True)),
        Column("name", pgettext_lazy("of an event", "Event"), _name, Order("name", filled=True)),
        Column("kind", _("Kind"), lambda event: event.kind.label, Order("kind__position", filled=True)),
        Column("place", pgettext_lazy("of an event", "Place"), lambda event: event.place, Order("place", filled=True)),
        Column("owner", _("Host"), _host, Order("owner__name", filled=True)),
        Column("invited", _("Invited"), partial(_count, numbers=numbers, name="invited"), number=True),
        Column("accepted", _("Accepted"), partial(_count, numbers=numbers, name="accepted"), number=True),
        Column("came", pgettext_lazy("to an event", "Came"), partial(_came, numbers=numbers), number=True),
        Column("state", _("State"), state_tag, Order("state", filled=True)),
        Column("purpose", pgettext_lazy("of an event", "What for"), lambda event: event.purpose, shown=False),
        tags.column(EVENT, events),
    ]


def days_of(event: Event, today: date) -> SafeString:
    """One day, or the first and the last."""
    first = formatting.day(event.starts_on, language(), today)
    if event.ends_on == event.starts_on:
        return format_html('<span class="nw">{}</span>', first)
    last = formatting.day(event.ends_on, language(), today)
    return format_html('<span class="nw">{} – {}</span>', first, last)


def state_tag(event: Event) -> SafeString:
    return format_html('<span class="ka-tag {}">{}</span>', SIGNS[EventState(event.state)], event.get_state_display())


def _name(event: Event) -> SafeString:
    return format_html('<a class="b" href="{}">{}</a>', reverse("events:event", args=[event.pk]), event.name)


def _host(event: Event) -> SafeString:
    return format_html('<span class="row-x nw">{}{}</span>', avatar(event.owner), event.owner)


def _count(event: Event, numbers: Mapping[int, Numbers], name: str) -> Any:
    return getattr(numbers.get(event.pk, Numbers()), name)


def _came(event: Event, numbers: Mapping[int, Numbers]) -> Any:
    """Nobody is said to have stayed away from what was not held."""
    return _count(event, numbers, "came") if event.state == EventState.HELD else formatting.NOTHING
