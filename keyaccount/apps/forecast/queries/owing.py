"""Who owes a submission: of the people of the roll-up, those who sell and have not submitted in the day's week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from keyaccount.apps.forecast.models import Reminder, Submission
from keyaccount.apps.forecast.queries.categories import moment_of
from keyaccount.apps.forecast.queries.rollup import rollups
from keyaccount.apps.forecast.queries.submissions import submissions_at, week_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User, Workspace
from keyaccount.figures import Question
from keyaccount.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Owed:
    """last: what they submitted last for the period; reminded_at: when they were last asked for it."""

    person: User
    last: Submission | None
    reminded_at: datetime | None


def owed(question: Question, workspace: Workspace) -> list[Owed]:
    """What is asked for the question's period, as the asker sees it; the largest first, as in the roll-up."""
    if question.period is None:
        return []
    promised = submissions_at(question.period, moment_of(question, workspace), question.viewer)
    people = owing((one.person for one in rollups(question, workspace)), promised, question, workspace)
    reminded = _last_reminded(people, question.period, question.viewer)
    return [Owed(person, promised.get(person.pk), reminded.get(person.pk)) for person in people]


def owing(
    people: Iterable[User], promised: Mapping[int, Submission], question: Question, workspace: Workspace
) -> list[User]:
    """promised: the last submission of each. Nobody owes one for a period that the day is not in."""
    if question.period is None or not question.period.contains(question.as_of):
        return []
    since = clock.start_of(week_of(question.as_of), workspace.zone)
    return [person for person in people if _sells(person) and _submitted_before(promised.get(person.pk), since)]


def _sells(person: User) -> bool:
    return person.is_active and not person.is_system and person.role.may_create


def _submitted_before(last: Submission | None, since: datetime) -> bool:
    return last is None or last.at < since


def _last_reminded(people: Iterable[User], period: Period, viewer: User) -> Mapping[int, datetime]:
    rows = Reminder.objects.visible_to(viewer).filter(period_start=period.start, period_end=period.end)
    told = rows.filter(person__in=[person.pk for person in people]).order_by("at").values_list("person_id", "at")
    return dict(told)
