"""What the forecast of a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.services import running
from keyaccount.apps.workspace.services.jobs import schedule


def set_up(now: datetime) -> None:
    schedule(kind=KIND, every_minutes=running.EVERY_MINUTES, now=now)
