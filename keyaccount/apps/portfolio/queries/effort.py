"""Who of us spent how many hours on accounts, and what kind of effort that is: by the role they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.queries.resources import visits_counted
from keyaccount.apps.portfolio.queries.segments import standings
from keyaccount.apps.workspace.models import RoleCode, User
from keyaccount.figures import Question, memo
from keyaccount.formulas.effort import Effort

EFFORT_OF: Mapping[str, Effort] = {
    RoleCode.KEY_ACCOUNT_MANAGER: Effort.SELLING,
    RoleCode.MANAGER: Effort.MANAGING,
    RoleCode.DIRECTOR: Effort.MANAGING,
}
"""Every other role supports."""


@dataclass(frozen=True, slots=True)
class Worked:
    person: User
    effort: Effort
    visits: int
    hours: Decimal


@memo.once
def worked(question: Question) -> list[Worked]:
    """Everyone who visited the accounts asked about in the period, most hours first."""
    asked = {one.account_id for one in standings(question).placed}
    visits: dict[int, int] = defaultdict(int)
    for account, person, made in visits_counted(question):
        visits[person] += made if account in asked else 0
    hours = rules_at(question.as_of).hours_per_visit
    people = User.objects.select_related("role").in_bulk([person for person, made in visits.items() if made])
    found = [
        Worked(person, EFFORT_OF.get(person.role.code, Effort.SUPPORT), visits[pk], visits[pk] * hours)
        for pk, person in people.items()
    ]
    return sorted(found, key=lambda one: (-one.visits, one.person.pk))
