"""What a new workspace starts with. Safe to run again."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.collaboration.models import FileRules
from keyaccount.apps.collaboration.services import scanning
from keyaccount.apps.workspace.services.jobs import schedule


def set_up(now: datetime) -> None:
    FileRules.objects.get_or_create(pk=1)
    schedule(kind=scanning.KIND, every_minutes=scanning.EVERY_MINUTES, now=now)
