"""What one is asked to submit, and when the workspace asks by itself."""

from __future__ import annotations

from datetime import date

from keyaccount.apps.forecast.models import Reminder, ReminderRules
from keyaccount.apps.workspace.models import User


def reminder_rules() -> ReminderRules:
    return ReminderRules.objects.get(pk=1)


def asked_of_person(person: User, today: date) -> list[Reminder]:
    """The last unanswered reminder of each period that is not over."""
    rows = Reminder.objects.filter(person=person, period_end__gte=today).unanswered().select_related("asked_by")
    found: dict[tuple[date, date], Reminder] = {}
    for row in rows.order_by("period_end", "-at", "-pk"):
        found.setdefault((row.period_start, row.period_end), row)
    return list(found.values())
