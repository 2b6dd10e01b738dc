"""The states a question is about: held at the end of its day, seen by its viewer, in its scope and filters."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.narrowing import UNDATED, in_scope, narrowed
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question
from keyaccount.kernel.period import Period


def states(question: Question, workspace: Workspace) -> StateQuerySet:
    return _held(question, workspace, seen_only=True).filter(
        in_scope(question.scope), narrowed(question.filters, "opportunity__", question.viewer)
    )


def states_of_anyone(question: Question, workspace: Workspace) -> StateQuerySet:
    """The same whoever may see them: only to say how many lie outside the viewer's view."""
    return _held(question, workspace, seen_only=False).filter(
        in_scope(question.scope), narrowed(question.filters, "opportunity__", question.viewer)
    )


def _held(question: Question, workspace: Workspace, *, seen_only: bool) -> StateQuerySet:
    rows = OpportunityState.objects.all()
    if question.is_live:
        return rows.current_visible_to(question.viewer) if seen_only else rows.current()
    then = rows.until(clock.end_of(question.as_of, workspace.zone))
    return then.visible_to(question.viewer) if seen_only else then


def open_states(question: Question, workspace: Workspace) -> StateQuerySet:
    """Open deals; with a period, those expected to close in it."""
    return all_open(question, workspace).filter(expected_in(question))


def all_open(question: Question, workspace: Workspace) -> StateQuerySet:
    """Open deals, whenever they are expected to close."""
    return states(question, workspace).filter(is_open(question))


def is_open(question: Question) -> Q:
    """Open, and of live rows in one of all stages.

    The stages say nothing new; but without naming them PostgreSQL passes over the covering index and takes 40 times as
    long.
    """
    opened = Q(status=StateStatus.OPEN)
    if not question.is_live or question.filters.get("stage") or question.filters.get("pipeline"):
        return opened
    return opened & Q(stage_id__in=[stage.pk for stage in all_stages()])


def closed_states(question: Question, workspace: Workspace, *outcomes: StateStatus) -> StateQuerySet:
    """Deals closed with one of these outcomes; with a period, those closed in it."""
    closed = states(question, workspace).filter(status__in=outcomes)
    return closed.filter(closed_on__range=_ends(question.period)) if question.period else closed


def expected_in(question: Question) -> Q:
    """The expected-close condition. A deal without a date is in no period unless the question includes the undated."""
    undated = question.filters.get(UNDATED, "")
    if undated == "only":
        return Q(expected_close=None)
    if question.period is None:
        return Q(expected_close__isnull=False) if undated == "exclude" else Q()
    within = Q(expected_close__range=_ends(question.period))
    return within | Q(expected_close=None) if undated == "include" else within


def _ends(period: Period) -> tuple[date, date]:
    return period.start, period.end
