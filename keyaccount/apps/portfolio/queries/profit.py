"""What each account yields and what it takes: margin of its won deals, visits made to it; a query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import Question, memo

MARGIN = "opportunity__need_sheet__expected_margin"


@dataclass(slots=True)
class Yield:
    """Of the deals an account gave us: revenue; how many there are; their margin, and of how many it is known."""

    revenue: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    deals: int = 0
    known: int = 0

    @property
    def profit(self) -> Decimal | None:
        """The margin where that of every deal is known."""
        return self.margin if self.known == self.deals else None


@memo.once
def yields(question: Question, workspace: Workspace) -> Mapping[int, Yield]:
    """Account → what its deals won in the question's period yielded, in the base currency at the rate of its day."""
    rates = rates_at(question.as_of, workspace.base_currency)
    won = closed_states(question, workspace, StateStatus.WON).exclude(account=None).order_by()
    grouped = won.values_list("account_id", "currency").annotate(
        revenue=Sum("base_amount"), deals=Count("pk"), known=Count(MARGIN), margin=Sum(MARGIN)
    )
    found: dict[int, Yield] = defaultdict(Yield)
    for account, currency, revenue, deals, known, margin in grouped:
        one, rate = found[account], rates.get(currency)
        one.revenue += revenue or Decimal(0)
        one.deals += deals
        one.known += known if rate is not None else 0
        one.margin += (margin or Decimal(0)) * (rate or 0)
    return dict(found)


@memo.once
def visits(question: Question) -> Mapping[int, int]:
    """Account → visits made to its people in the question's period, those that the viewer sees."""
    made = Visit.objects.visible_to(question.viewer).present().exclude(account=None).filter(made_on__lte=question.as_of)
    if question.period is not None:
        made = made.filter(made_on__range=(question.period.start, question.period.end))
    return dict(made.order_by().values_list("account_id").annotate(made=Count("pk")))
