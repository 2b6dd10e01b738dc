"""Whose numbers the first page shows: the reader's own team, the company for those who see all of it."""

from __future__ import annotations

from datetime import date

from keyaccount.apps.workspace.models import Reach, User, Workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.period import Period


def scope_of(user: User) -> Scope:
    if user.role.reads == Reach.ALL:
        return COMPANY
    if user.role.reads == Reach.TEAM and user.team is not None:
        return Scope(ScopeKind.TEAM, user.team.pk, user.team.name)
    return Scope(ScopeKind.USER, user.pk, user.display_name)


def question_of(user: User, workspace: Workspace, today: date, as_of: date) -> Question:
    """This quarter (that of the day asked for), in the reader's natural scope."""
    quarter = Period.containing(as_of, "quarter", workspace.fiscal_year_start)
    return Question(user, today, as_of, scope_of(user), quarter)


def quarter_number(period: Period, workspace: Workspace) -> int:
    return (period.start.month - workspace.fiscal_year_start) % 12 // 3 + 1
