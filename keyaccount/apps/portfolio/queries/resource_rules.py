"""The norms that held on a day."""

from __future__ import annotations

from datetime import date

from keyaccount.apps.portfolio.models import ResourceRules
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import memo


@memo.once
def rules_at(day: date) -> ResourceRules:
    """What the workspace had set by the end of the day; the usual ones, unsaved, while it had set nothing."""
    moment = clock.end_of(day, load_workspace().zone)
    rows = ResourceRules.objects.filter(valid_from__lt=moment).order_by("-valid_from", "-pk")
    return rows.first() or ResourceRules()
