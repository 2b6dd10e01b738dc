"""Visits: those of one person, and how many were made of those planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.formulas import visits as formulas
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.kernel.period import Period

SHOWN = 12
MONTHS = 3  # a quarter


@dataclass(frozen=True, slots=True)
class Visits:
    """Of one person in a quarter: made up to now of those planned for all of it (None: no frequency is set)."""

    made: int
    planned: Decimal | None
    due_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def visits_of(contact: Contact, user: User) -> list[Visit]:
    rows = Visit.objects.visible_to(user).present().filter(contact=contact)
    return list(rows.select_related("made_by", "account")[:SHOWN])


def archived_visits_of(contact: Contact, user: User) -> list[Visit]:
    """Taken away lately, to be brought back where that was a mistake."""
    rows = Visit.objects.visible_to(user).archived().filter(contact=contact)
    return list(rows.order_by("-archived_at")[:3])


def visit_to_write(user: User, visit_id: int) -> Visit:
    visit: Visit | None = Visit.objects.visible_to(user).select_related("contact").filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    if not Visit.objects.writable_by(user).filter(pk=visit_id).exists():
        raise NotAllowed
    return visit


def quarter_of(day: date) -> Period:
    return Period.containing(day, "quarter", workspace().fiscal_year_start)


def visits_in_quarter(contacts: Iterable[Contact], today: date) -> Mapping[int, Visits]:
    """Made and planned in the quarter of that day, for contacts that the reader may see already."""
    found = list(contacts)
    quarter = quarter_of(today)
    rows = Visit.objects.present().filter(
        contact__in=[contact.pk for contact in found], made_on__gte=quarter.start, made_on__lte=quarter.end
    )
    made = dict(rows.order_by().values_list("contact").annotate(visits=Count("pk")))
    return {contact.pk: _of(contact, made.get(contact.pk, 0)) for contact in found}


def _of(contact: Contact, made: int) -> Visits:
    due = None if contact.left_on else contact.next_visit_by
    return Visits(made, formulas.planned(contact.visits_a_month, MONTHS), due)
