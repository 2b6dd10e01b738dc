"""Deals due in a week that did not close: what the review of the week asks after."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.periods import this_week
from keyaccount.apps.pipeline.figures.rows import deal_rows
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.due import due_not_closed
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Definition, Question, Unit, register


def due(question: Question) -> Answer:
    workspace, period = load_workspace(), question.period or this_week(question)
    value = due_not_closed(question, workspace, period).order_by().count()
    return Answer(
        value=value,
        worked=f"n = {value}",
        rows=replace(
            deal_rows(
                lambda: due_not_closed(question, workspace, period),
                question,
                outside=lambda: notes.outside_view(question, workspace, StateStatus.OPEN),
            ),
            list_query={},
        ),
        fiscal_start=workspace.fiscal_year_start,
    )


register(
    Definition(
        key="pipeline.due_not_closed",
        title=_("Due and not closed"),
        meaning=_("Deals that were expected to close in the period when it began, and are still open."),
        words=_("open deals whose expected close, on the eve of the period, lay in it"),
        symbols="n",
        unit=Unit.COUNT,
        compute=due,
        default_period=this_week,
    )
)
