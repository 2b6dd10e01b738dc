"""The period a figure is usually asked for."""

from __future__ import annotations

from datetime import timedelta

from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question
from keyaccount.kernel.period import Period

YEAR = timedelta(days=365)


def this_quarter(question: Question) -> Period:
    return Period.containing(question.as_of, "quarter", load_workspace().fiscal_year_start)


def this_week(question: Question) -> Period:
    """Monday to Sunday."""
    monday = question.as_of - timedelta(days=question.as_of.weekday())
    return Period(monday, monday + timedelta(days=6))


def last_year(question: Question) -> Period:
    """The 365 days that end with the question's day: what "12-month revenue" means everywhere."""
    return Period(question.as_of - YEAR + timedelta(days=1), question.as_of)
