"""Whom one might invite: the people of an account, of a saved view, of a few words, with those already invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.listing import HERE, contacts_listed
from keyaccount.apps.events.models import Event, Guest
from keyaccount.apps.workspace.models import SavedView, User
from keyaccount.apps.workspace.queries.saved_views import views_of

SHOWN = 200
NOT_FILTERS = frozenset({"sort", "columns"})
NARROW = ("q", "account", "role", "owner", "team", "tag")


@dataclass(frozen=True, slots=True)
class Candidates:
    """people: whom the user may invite; invited: of them, who is on the list already; more: further ones that fit."""

    people: Sequence[Contact]
    invited: frozenset[int]
    more: bool

    @property
    def fresh(self) -> int:
        return len(self.people) - len(self.invited)


def views_to_invite(user: User) -> list[SavedView]:
    """Saved views of the list of people."""
    return list(views_of(user, "contacts"))


def candidates(user: User, event: Event, asked: Mapping[str, str], today: date) -> Candidates | None:
    """None while nothing says whom; only people who are still there."""
    filters = _filters(user, asked)
    if not filters:
        return None
    rows = contacts_listed(user, {**filters, "status": filters.get("status", HERE)}, today).filter(erased_at=None)
    found = list(_allowed(rows, user, event).select_related("account").order_by("name", "pk")[: SHOWN + 1])
    people = found[:SHOWN]
    listed = Guest.objects.present().filter(event=event, contact__in=[person.pk for person in people])
    return Candidates(people, frozenset(listed.values_list("contact_id", flat=True)), len(found) > SHOWN)


def _allowed(rows: QuerySet[Contact], user: User, event: Event) -> QuerySet[Contact]:
    if Event.objects.writable_by(user).filter(pk=event.pk).exists():
        return rows
    return rows & Contact.objects.writable_by(user)


def _filters(user: User, asked: Mapping[str, str]) -> dict[str, str]:
    """Of the saved view that is named, else as a link to the list of people says them."""
    view = asked.get("view", "")
    if not view.isdecimal():
        return {key: text for key in NARROW if (text := asked.get(key, "").strip())}
    found = next((one for one in views_to_invite(user) if one.pk == int(view)), None)
    if found is None:
        return {}
    said = {key: str(text) for key, text in found.query.items() if key not in NOT_FILTERS}
    return said or {"status": HERE}
