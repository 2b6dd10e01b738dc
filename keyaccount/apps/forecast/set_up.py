"""What the forecast of a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from keyaccount.apps.forecast.models import ReminderRules
from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.services import reminding, running
from keyaccount.apps.workspace.services.jobs import schedule

HEAD_START = timedelta(minutes=5)


def set_up(now: datetime) -> None:
    """The methods not at once: whoever has just started it wants the first pages, and learning takes a processor for a
    while."""
    schedule(kind=KIND, every_minutes=running.EVERY_MINUTES, now=now + HEAD_START)
    ReminderRules.objects.get_or_create(pk=1)
    schedule(kind=reminding.KIND, every_minutes=reminding.EVERY_MINUTES, now=now)
