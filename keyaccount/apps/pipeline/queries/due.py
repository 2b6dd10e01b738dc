"""Deals that were due in a period as it began, and have not closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, OuterRef

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.states import is_open, states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Question
from keyaccount.kernel.period import Period

A_DAY = timedelta(days=1)


def due_not_closed(question: Question, workspace: Workspace, period: Period) -> StateQuerySet:
    """States at the end of the question's day of deals that on the eve of the period were open and expected to close
    in it, and are still open. A date put off since does not take a deal out; a new owner takes it over."""
    was_due = on_the_eve(question, workspace, period).filter(opportunity_id=OuterRef("opportunity_id"))
    return states(question, workspace).filter(is_open(question), Exists(was_due.order_by()))


def on_the_eve(question: Question, workspace: Workspace, period: Period) -> StateQuerySet:
    """How the deals stood that were open and expected to close in the period, on the day before it."""
    eve = replace(question, as_of=period.start - A_DAY, scope=COMPANY, filters={})
    due = {"status": StateStatus.OPEN, "expected_close__range": (period.start, period.end)}
    return states(eve, workspace).filter(**due)
