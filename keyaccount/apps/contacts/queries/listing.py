"""What narrows a list of people: written once for the page, exports and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.queries.tags import tagged
from keyaccount.apps.contacts.models import BuyingRole, Contact, ContactRole
from keyaccount.apps.contacts.queries.personal import SOON, days_coming
from keyaccount.apps.contacts.words import search_columns
from keyaccount.apps.workspace.models import On, Team, User
from keyaccount.apps.workspace.queries import custom_narrowing
from keyaccount.apps.workspace.searching import matching_any
from keyaccount.kernel.errors import Invalid

NOBODY = "none"
CONTACT = "contacts.contact"
OVERDUE, COMING = "overdue", "soon"
VISITS = (OVERDUE, COMING, NOBODY)
ARCHIVED, LEFT, HERE = STATUSES = ("archived", "left", "here")


def contacts_listed(user: User, filters: Mapping[str, str], today: date) -> QuerySet[Contact]:
    """The people the user sees that fit the filters; the archived ones only when they are asked for."""
    rows = Contact.objects.visible_to(user)
    rows = rows.archived() if filters.get("status") == ARCHIVED else rows.present()
    return rows.filter(narrowed(filters, user, today))


def narrowed(filters: Mapping[str, str], viewer: User, today: date) -> Q:
    query = filters.get("q", "")
    found = matching_any(query, search_columns(viewer, query))
    for key, text in filters.items():
        if text and key in FILTERS:
            found &= FILTERS[key](text)
    if filters.get("visits"):
        found &= _visits(filters["visits"], today)
    if filters.get("days"):
        found &= _days(filters["days"], viewer, today)
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


def _relationship(text: str) -> Q:
    return Q(relationship_stage=None) if text == NOBODY else Q(relationship_stage_id=_number(text))


def _visits(text: str, today: date) -> Q:
    """Overdue, or due in the coming fortnight; whoever left is not to be visited."""
    if text not in VISITS:
        raise Invalid(_("“%(text)s” says nothing of visits: overdue, soon or none."), text=text)
    if text == NOBODY:
        return Q(last_visit_on=None)
    due = Q(next_visit_by__lt=today) if text == OVERDUE else Q(next_visit_by__range=(today, today + SOON))
    return due & Q(left_on=None)


def _days(text: str, viewer: User, today: date) -> Q:
    """A special day in the coming fortnight, of people whose account the viewer tends."""
    if text != COMING:
        raise Invalid(_("“%(text)s” says nothing of special days: soon."), text=text)
    return Q(pk__in=days_coming(viewer, today).values("contact"))


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
    "relationship": _relationship,
    "tag": lambda text: tagged(CONTACT, text),
}
