"""Reminding people of the forecast that they have not submitted: by whoever leads them, and by itself every week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Reminder, ReminderRules
from keyaccount.apps.forecast.queries.owing import owed
from keyaccount.apps.forecast.queries.submissions import week_of
from keyaccount.apps.forecast.services.speaking import speaks_for
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Job, User, Workspace
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.apps.workspace.services.jobs import Progress
from keyaccount.figures import Question, memo
from keyaccount.kernel.errors import NotAllowed
from keyaccount.kernel.period import Period

KIND = "forecast.remind"
TITLE = _("Remind who has not submitted the forecast")
EVERY_MINUTES = 6 * 60  # so that it stands there by six in the morning of the day, in whatever zone


@transaction.atomic
def change_reminder_rules(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> ReminderRules:
    access.administrator(act)
    rules = ReminderRules.objects.select_for_update().get(pk=1)
    revising.revise(rules, values, act, seen=seen)
    return rules


@transaction.atomic
def remind(*, people: Iterable[User], period: Period, act: Act) -> list[Reminder]:
    """Those of the people whom the actor leads; nobody is asked twice as long as they have not answered."""
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    mine = [person for person in people if speaks_for(act.actor, person)]
    waiting = Reminder.objects.filter(person__in=mine, period_start=period.start, period_end=period.end).unanswered()
    asked = set(waiting.values_list("person_id", flat=True))
    return _ask((person for person in mine if person.pk not in asked), period, act)


def remind_by_schedule(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind. Run again after it was broken off, it reminds nobody a second time."""
    return {"reminded": len(remind_weekly(act=Act(system_user(), job.started_at or job.created_at)))}


@transaction.atomic
def remind_weekly(*, act: Act) -> list[Reminder]:
    """Everyone who owes this quarter's forecast, from the chosen day of the week on, once a week: also who was reminded
    weeks ago and has not answered, and nobody whom their manager has reminded this week."""
    rules, workspace = ReminderRules.objects.select_for_update().get(pk=1), load_workspace()
    today = clock.day_of(act.now, workspace.zone)
    if rules.weekday is None or today.weekday() < rules.weekday:
        return []
    period, week = Period.containing(today, "quarter", workspace.fiscal_year_start), week_of(today)
    with memo.remembering():
        found = owed(Question(act.actor, today, today, period=period), workspace)
    told = _reminded_in(week, period, workspace)
    return _ask((one.person for one in found if one.person.pk not in told), period, act, week)


def _reminded_in(week: date, period: Period, workspace: Workspace) -> set[int]:
    """By the workspace for this week, whichever quarter it was then; or by anybody for this period since it began."""
    since = clock.start_of(week, workspace.zone)
    by_anybody = Q(period_start=period.start, period_end=period.end, at__gte=since)
    return set(Reminder.objects.filter(Q(week=week) | by_anybody).values_list("person_id", flat=True))


def _ask(people: Iterable[User], period: Period, act: Act, week: date | None = None) -> list[Reminder]:
    when = {"period_start": period.start, "period_end": period.end, "at": act.now, "week": week}
    made = [Reminder(person=person, asked_by=act.actor, **when) for person in people]
    for reminder in made:
        reminder.save(force_insert=True)
    audit.record_many([audit.entry(act, one, AuditAction.CREATED) for one in made])
    return made
