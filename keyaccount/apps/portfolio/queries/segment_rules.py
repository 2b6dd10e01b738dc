"""The thresholds that held on a day."""

from __future__ import annotations

from datetime import date

from keyaccount.apps.portfolio.models import SegmentRules
from keyaccount.apps.portfolio.models.segment_rules import USUAL
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import memo
from keyaccount.formulas.segments import Thresholds


def rules_at(day: date) -> SegmentRules | None:
    """What the workspace had set by the end of the day; None while it had set nothing."""
    moment = clock.end_of(day, load_workspace().zone)
    return SegmentRules.objects.filter(valid_from__lt=moment).order_by("-valid_from", "-pk").first()


@memo.once
def thresholds_at(day: date) -> Thresholds:
    found = rules_at(day)
    return found.thresholds if found else USUAL
