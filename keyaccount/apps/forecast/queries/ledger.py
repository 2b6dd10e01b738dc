"""The accuracy ledger: what was submitted for periods that are over, beside what came.

A submission freezes four predictions of its moment: what the person promised and their best case, what the deals alone
promised, and closed plus weighted. What came is what the person closed in the period, in the funnel and off it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Submission
from keyaccount.apps.forecast.queries.cells import Place, cells
from keyaccount.apps.forecast.queries.sellers import sellers
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.figures.figure import Text
from keyaccount.formulas.accuracy import Judged
from keyaccount.formulas.converted import NOTHING, Converted, sum_of_known
from keyaccount.kernel.period import Period

USUAL = "promised"
SOURCES: Mapping[str, tuple[Text, Callable[[Submission], Decimal | None]]] = {
    "promised": (_("Commit as promised"), lambda one: one.commit),
    "best_case": (_("Best case as promised"), lambda one: one.best_case),
    "computed": (_("Commit as the deals said"), lambda one: one.computed_commit),
    "weighted": (_("Closed + weighted"), lambda one: sum_of_known((one.closed, one.weighted))),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission; came: None while its period is still open."""

    submission: Submission
    period: Period
    on: date
    came: Decimal | None

    def said(self, source: str) -> Decimal | None:
        """None where it was not known: nothing of it had an exchange rate."""
        return SOURCES[source][1](self.submission)

    def judged(self, source: str) -> Judged | None:
        said = self.said(source)
        return None if said is None or self.came is None else Judged(said, self.came)


@memo.once
def entries(question: Question, workspace: Workspace) -> Sequence[Entry]:
    """What people of the scope submitted up to the question's day for periods that end in its period, newest first."""
    if question.period is None:
        return []
    rows = Submission.objects.visible_to(question.viewer).before(clock.end_of(question.as_of, workspace.zone))
    rows = rows.filter(period_end__range=(question.period.start, question.period.end), team=None)
    rows = rows.filter(person__in=[person.pk for person in sellers(question)])
    found = list(rows.select_related("person"))
    came = _came(found, question, workspace)
    return [_entry(one, came, question, workspace) for one in found]


def judged(found: Sequence[Entry], source: str) -> list[Judged]:
    return [one for entry in found if (one := entry.judged(source)) is not None]


def _entry(one: Submission, came: Mapping[Place, Converted], question: Question, workspace: Workspace) -> Entry:
    period = Period(one.period_start, one.period_end)
    is_over = period.end < question.today and period.end <= question.as_of
    months = (amount for place, amount in came.items() if place.owner == one.person_id and period.contains(place.month))
    total = sum(months, NOTHING).value if is_over else None
    return Entry(one, period, clock.day_of(one.at, workspace.zone), total)


def _came(found: Sequence[Submission], question: Question, workspace: Workspace) -> Mapping[Place, Converted]:
    """Closed by person and month over all the periods that were submitted for."""
    if not found:
        return {}
    whole = Period(min(one.period_start for one in found), max(one.period_end for one in found))
    sums = cells(question.during(whole), workspace)
    return {place: totals.closed for place, totals in sums.items()}
