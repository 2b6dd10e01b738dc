"""What the portfolio of a new workspace starts with. Safe to run again: what exists is left as it is."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.portfolio.models import PoolRules, TierRules
from keyaccount.apps.portfolio.services import releasing, tiers
from keyaccount.apps.workspace.services.jobs import schedule


def set_up(now: datetime) -> None:
    TierRules.objects.get_or_create(pk=1)
    PoolRules.objects.get_or_create(pk=1)
    schedule(kind=tiers.KIND, every_minutes=tiers.EVERY_MINUTES, now=now)
    schedule(kind=releasing.KIND, every_minutes=releasing.EVERY_MINUTES, now=now)
