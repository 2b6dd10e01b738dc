"""Events on the pages of an account and of a person: invited to, came to, what followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.queries.events import Numbers, coming_to, invitations_of, lines, numbers_of
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel

TEMPLATE = "events/panel.html"
SHOWN = 12


def add_panels() -> None:
    slots.add("account", Panel("events", _("Events"), TEMPLATE, on_account, order=56, late=True))
    slots.add("today", Panel("events", _("Events"), "events/on_today.html", on_today, order=30))
    slots.add("contact", Panel("events", _("Events"), TEMPLATE, on_contact, order=20))


def on_account(request: HttpRequest, account: Account) -> Mapping[str, Any]:
    today = today_of(request)
    scope = Scope(ScopeKind.ACCOUNT, account.pk, str(account))
    question = Question(viewer(request), today, today, scope)
    figures = [compute(f"events.{key}", question) for key in ("attendance", "pipeline")]
    more = f"{reverse('events:list')}?account={account.pk}"
    return {**_panel(request, account), "figures": figures, "more_url": more, "shows_person": True}


def on_contact(request: HttpRequest, contact: Contact) -> Mapping[str, Any]:
    return _panel(request, contact)


def on_today(request: HttpRequest, user: User) -> Mapping[str, Any] | None:
    found, today = list(coming_to(user, today_of(request))), today_of(request)
    numbers = numbers_of(user, [event.pk for event in found])
    shown = [(event, numbers.get(event.pk, Numbers())) for event in found]
    return {"events": shown, "today": today} if found else None


def _panel(request: HttpRequest, record: Account | Contact) -> dict[str, Any]:
    rows = invitations_of(viewer(request), record)
    found = lines(rows[:SHOWN], viewer(request))
    return {
        "lines": found,
        "count": len(found) or None,
        "today": today_of(request),
        "trail": ("events.guest", [line.guest.pk for line in found]),
    }
