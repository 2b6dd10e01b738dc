"""What is to be done, by when: late, today, in the days ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.next_steps import AHEAD, steps_due
from keyaccount.apps.workspace.models import Reach, User

MINE, ALL = "mine", "all"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    steps: Sequence[Opportunity]
    is_due: bool


@dataclass(frozen=True, slots=True)
class ToDo:
    """others: the words of the other choice, empty for someone who sees only their own deals."""

    groups: Sequence[Group]
    total: int
    writable: frozenset[int]
    whose: str
    others: str

    @property
    def more(self) -> int:
        return self.total - sum(len(group.steps) for group in self.groups)


def to_do(user: User, today: date, whose: str) -> ToDo:
    """whose: MINE, ALL, or empty for the reader's own where there are any: a manager may have none."""
    others = _others(user)
    mine, found = True, steps_due(user, today, mine=True)
    if others and (whose == ALL or (not whose and not found.total)):
        mine, found = False, steps_due(user, today, mine=False)
    days = ngettext("Next %(count)s day", "Next %(count)s days", AHEAD.days) % {"count": AHEAD.days}
    groups = (
        Group(_("Overdue"), found.between(None, today - DAY), is_due=True),
        Group(_("Today"), found.between(today, today), is_due=True),
        Group(days, found.between(today + DAY, None), is_due=False),
    )
    shown = [group for group in groups if group.steps]
    return ToDo(shown, found.total, found.writable, MINE if mine else ALL, others)


def _others(user: User) -> str:
    if user.role.reads == Reach.ALL:
        return _("Everyone’s")
    return _("My team’s") if user.role.reads in {Reach.TEAM, Reach.ACCOUNT_TEAM} else ""
