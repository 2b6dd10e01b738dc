"""What narrows a list of people: written once for the page, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import BuyingRole, Contact, ContactRole
from keyaccount.apps.contacts.words import search_columns
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.queries import custom_narrowing
from keyaccount.apps.workspace.searching import matching_any
from keyaccount.kernel.errors import Invalid

NOBODY = "none"
ARCHIVED, LEFT, HERE = STATUSES = ("archived", "left", "here")


def contacts_listed(user: User, filters: Mapping[str, str]) -> QuerySet[Contact]:
    """The people the user sees that fit the filters; the archived ones only when they are asked for."""
    rows = Contact.objects.visible_to(user)
    return (rows.archived() if filters.get("status") == ARCHIVED else rows.present()).filter(narrowed(filters, user))


def narrowed(filters: Mapping[str, str], viewer: User) -> Q:
    query = filters.get("q", "")
    found = matching_any(query, search_columns(viewer, query))
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](text)
    return found & custom_narrowing.narrowed(On.CONTACTS, filters, viewer)


def _owner(text: str) -> Q:
    return Q(owner=None) if text == NOBODY else Q(owner_id=_number(text))


def _team(text: str) -> Q:
    team = Team.objects.filter(pk=_number(text)).first()
    below = User.objects.in_team(team).values("pk") if team else User.objects.none().values("pk")
    return Q(owner__in=below)


def _role(text: str) -> Q:
    if text not in BuyingRole.values:
        raise Invalid(_("“%(text)s” is not a role."), text=text)
    return Q(pk__in=ContactRole.objects.filter(role=text).values("contact_id"))


def _status(text: str) -> Q:
    if text not in STATUSES:
        raise Invalid(_("“%(text)s” is not a status of a person."), text=text)
    return {LEFT: Q(left_on__isnull=False), HERE: Q(left_on=None)}.get(text, Q())


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Invalid(_("“%(text)s” is not the number of a record."), text=text) from error


FILTERS: dict[str, Callable[[str], Q]] = {
    "owner": _owner,
    "team": _team,
    "account": lambda text: Q(account_id=_number(text)),
    "role": _role,
    "status": _status,
}
