"""The contact strategy plan of an account: who, where they stand and should stand, visits planned and made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    rows = Contact.objects.visible_to(user).present().filter(account=account, left_on=None)
    people = list(rows.select_related("owner").prefetch_related("roles").order_by("name")[:MOST])
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
