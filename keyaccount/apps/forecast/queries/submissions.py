"""Submissions as of a moment: each person's last promise, and who has not renewed theirs this week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from keyaccount.apps.forecast.models import Submission
from keyaccount.apps.forecast.models.submissions import SubmissionQuerySet
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.period import Period


def submissions_at(period: Period, moment: datetime, viewer: User) -> Mapping[int, Submission]:
    """The last submission of each person for the period before the moment, by the person's id; their own, no team's."""
    return {one.person_id: one for one in _last(period, moment).filter(team=None).visible_to(viewer)}


def team_submission_at(period: Period, moment: datetime, viewer: User, team: int) -> Submission | None:
    """What was last promised for a team before the moment."""
    rows = Submission.objects.visible_to(viewer).before(moment).of_period(period.start, period.end)
    return rows.filter(team_id=team).select_related("person").first()


def submissions_of(period: Period, viewer: User, people: Iterable[int]) -> SubmissionQuerySet:
    """All of these people for the period, newest first."""
    rows = Submission.objects.visible_to(viewer).of_period(period.start, period.end)
    return rows.filter(person__in=list(people)).select_related("person", "team")


def newest() -> Q:
    """Those that no later one of the same person, team and period followed."""
    same = Submission.objects.filter(
        person=OuterRef("person"), period_start=OuterRef("period_start"), period_end=OuterRef("period_end")
    )
    later = same.filter(id__gt=OuterRef("id"))
    own, of_team = Exists(later.filter(team=None)), Exists(later.filter(team=OuterRef("team")))
    return Q(team=None) & ~own | Q(team__isnull=False) & ~of_team


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _last(period: Period, moment: datetime) -> SubmissionQuerySet:
    rows = Submission.objects.before(moment).of_period(period.start, period.end)
    same = Submission.objects.before(moment).of_period(period.start, period.end)
    later = same.filter(person=OuterRef("person"), team=None, at__gt=OuterRef("at"))
    return rows.filter(~Exists(later)).select_related("person")
