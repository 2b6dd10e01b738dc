"""The effort split of the key-account operation: where its hours go, beside the split that was chosen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.effort import Worked, worked
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.queries.segments import accounts_outside
from keyaccount.apps.portfolio.words import EFFORTS
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.formulas.effort import Effort, Spent, against

COLUMNS = (
    Column("person", _("Person")),
    Column("role", _("Role")),
    Column("effort", _("Effort")),
    Column("visits", _("Visits"), Unit.COUNT),
    Column("hours", _("Hours"), Unit.POINTS),
)
BY_ROLE = Note(
    "by_role",
    _(
        "Visits of key account managers are the selling process, those of managers and directors sales management, "
        "those of everyone else support."
    ),
)
ROLES_NOW = Note("roles_now", _("Roles are as they stand today; who visited is of the period."))
AS_HOURS = Note("visits_as_hours", _("A visit has no length of its own: each counts as so many hours."))
NONE_MADE = Note("no_visits", _("Nobody visited these accounts in the period, so no share is known."))


def effort(question: Question) -> Answer:
    """A line for each part; without a visit no share is known."""
    found, rules = worked(question), rules_at(question.as_of)
    hours = {part: sum((one.hours for one in found if one.effort is part), Decimal(0)) for part in Effort}
    total = sum(hours.values(), Decimal(0))
    lines = against(rules.effort, hours)
    return Answer(
        value=[_line(part, lines[part], found) for part in Effort],
        inputs=(
            Input("T", _("Hours"), total, Unit.POINTS),
            Input("v", _("Visits"), sum(one.visits for one in found), Unit.COUNT),
            Input("h", _("Hours a visit takes"), rules.hours_per_visit, Unit.POINTS),
        ),
        rows=Rows(
            COLUMNS,
            fetch=lambda limit: [_row(one) for one in found[:limit]],
            total=lambda: len(found),
            outside=lambda: accounts_outside(question),
            adds_up="hours",
            sum_of_rows=total,
            symbol="T",
        ),
        notes=(BY_ROLE, ROLES_NOW, AS_HOURS) if found else (NONE_MADE, BY_ROLE),
    )


def _line(part: Effort, spent: Spent, found: list[Worked]) -> dict[str, Any]:
    mine = [one for one in found if one.effort is part]
    return {
        "key": str(part),
        "title": str(EFFORTS[part]),
        "persons": len(mine),
        "visits": sum(one.visits for one in mine),
        "hours": spent.hours,
        "share": spent.share,
        "chosen": spent.chosen,
        "beyond": spent.beyond,
    }


def _row(one: Worked) -> dict[str, Any]:
    return {
        "id": one.person.pk,
        "person": str(one.person),
        "role": one.person.role.label,
        "effort": str(EFFORTS[one.effort]),
        "visits": one.visits,
        "hours": one.hours,
    }


register(
    Definition(
        key="operation.effort",
        title=_("Effort split"),
        meaning=_(
            "How the time spent on accounts splits into selling, managing sales and support, against the choice."
        ),
        words=_(
            "hours of the visits made by people of the part ÷ hours of all visits to these accounts, beside the share "
            "that the workspace chose; which part a visit belongs to follows from the role of who made it"
        ),
        symbols="t ÷ T − n",
        unit=Unit.TABLE,
        compute=effort,
        default_period=last_year,
        options=("accounts",),
    )
)
