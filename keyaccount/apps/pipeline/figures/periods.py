"""The period a figure is usually asked for."""

from __future__ import annotations

from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question
from keyaccount.kernel.period import Period


def this_quarter(question: Question) -> Period:
    return Period.containing(question.as_of, "quarter", load_workspace().fiscal_year_start)
