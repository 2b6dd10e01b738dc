"""What a reader must know about an answer beside its value."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.funnel import undated_count
from keyaccount.apps.pipeline.queries.narrowing import UNDATED
from keyaccount.apps.pipeline.queries.states import is_open, states, states_of_anyone
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Note, Question
from keyaccount.formulas.funnel import Funnel


def unconvertible(count: int, currencies: str = "") -> tuple[Note, ...]:
    if not count:
        return ()
    text = _("Left out for want of an exchange rate: %(currencies)s") % {"currencies": currencies or count}
    return (Note("unconvertible", text, count),)


def of_funnel(found: Funnel) -> tuple[Note, ...]:
    aside = found.unconvertible
    names = ", ".join(sorted({cell.currency for cell in aside}))
    return unconvertible(sum(cell.count for cell in aside), names)


def undated(question: Question, workspace: Workspace) -> tuple[Note, ...]:
    """Open deals without an expected close date, which a period leaves out unless asked to include them."""
    if question.period is None or question.filters.get(UNDATED):
        return ()
    count = undated_count(question, workspace)
    return (Note("undated", _("Open deals without an expected close date are left out"), count),) if count else ()


def no_target() -> tuple[Note, ...]:
    return (Note("no_target", _("No target is set for this scope and period.")),)


def period_over() -> tuple[Note, ...]:
    return (Note("period_over", _("The period is over: no week is left.")),)


def outside_view(question: Question, workspace: Workspace, *statuses: StateStatus) -> int:
    """How many rows of the scope the viewer may not see."""
    if question.viewer.people_in_reach is None:
        return 0
    counted = is_open(question) if statuses == (StateStatus.OPEN,) else Q(status__in=statuses)
    everyone = states_of_anyone(question, workspace).filter(counted).order_by().count()
    return everyone - states(question, workspace).filter(counted).order_by().count()
