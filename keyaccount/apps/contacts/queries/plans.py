"""The contact strategy plan of an account: who, where they stand and should stand, visits planned and made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import CommitmentReading, Contact
from keyaccount.apps.contacts.models.plan import ContactPlan, Wanted
from keyaccount.apps.contacts.queries.visits import Visits, visits_in_quarter
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.influence import commitment_of

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """now: how the person stands by the newest reading, empty where nobody has seen it."""

    contact: Contact
    plan: ContactPlan | None
    now: str
    visits: Visits


def plan_of(account: Account, user: User, today: date) -> list[Line]:
    return lines_of(list(people_planned(user).filter(account=account).order_by("name")[:MOST]), today)


def people_planned(user: User) -> QuerySet[Contact]:
    """Those still there whom the user sees."""
    rows: QuerySet[Contact] = Contact.objects.visible_to(user).present().filter(left_on=None)
    return rows.select_related("owner").prefetch_related("roles")


def lines_of(people: Sequence[Contact], today: date) -> list[Line]:
    """As many queries for one person as for a thousand."""
    ids = [person.pk for person in people]
    plans = {
        plan.contact_id: plan for plan in ContactPlan.objects.filter(contact__in=ids).select_related("responsible")
    }
    visits, stands = visits_in_quarter(people, today), _stands(ids)
    return [Line(person, plans.get(person.pk), stands.get(person.pk, ""), visits[person.pk]) for person in people]


def plan_to_write(contact: Contact) -> ContactPlan:
    """The stored one, or an empty one that is not saved yet."""
    return ContactPlan.objects.filter(contact=contact).first() or ContactPlan(contact=contact)


def _stands(ids: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for row in CommitmentReading.objects.standing().filter(contact__in=ids).order_by("contact_id", "-on", "-id"):
        commitment = commitment_of(row.reading)
        if row.contact_id not in found and commitment is not None:
            found[row.contact_id] = str(Wanted(commitment.value).label)
    return found
