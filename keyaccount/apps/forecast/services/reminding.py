"""Reminding people of the forecast that they have not submitted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from keyaccount.apps.forecast.models import Reminder
from keyaccount.apps.forecast.services.speaking import speaks_for
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, User
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import NotAllowed
from keyaccount.kernel.period import Period


@transaction.atomic
def remind(*, people: Iterable[User], period: Period, act: Act) -> list[Reminder]:
    """Those of the people whom the actor leads; nobody is asked twice as long as they have not answered."""
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    mine = [person for person in people if speaks_for(act.actor, person)]
    waiting = Reminder.objects.filter(person__in=mine, period_start=period.start, period_end=period.end).unanswered()
    asked = set(waiting.values_list("person_id", flat=True))
    made = [
        Reminder(person=person, asked_by=act.actor, period_start=period.start, period_end=period.end, at=act.now)
        for person in mine
        if person.pk not in asked
    ]
    for reminder in made:
        reminder.save(force_insert=True)
    audit.record_many([audit.entry(act, one, AuditAction.CREATED) for one in made])
    return made
