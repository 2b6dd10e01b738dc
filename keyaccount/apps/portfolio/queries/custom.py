"""What each account has bought and when, for many accounts in one query a kind of closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import orders
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.standing import DAYS_OF_YEAR, Custom
from keyaccount.kernel.period import Period

Ids = tuple[int, ...]
SPANS = 3


@dataclass(slots=True)
class _Sums:
    revenues: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * SPANS)
    closings: list[int] = field(default_factory=lambda: [0] * SPANS)
    first: date | None = None
    last: date | None = None


@memo.once
def custom_by_account(question: Question, workspace: Workspace, accounts: Ids | None = None) -> Mapping[int, Custom]:
    """Account → its custom up to the question's day, of these accounts or of all; who has none is not there."""
    asked = question.during(None)
    won = closed_states(asked, workspace, StateStatus.WON).filter(closed_on__lte=asked.as_of)
    found: dict[int, _Sums] = {}
    for rows, day in ((won, "closed_on"), (orders(asked), "ordered_on")):
        for row in _sums(rows.exclude(account=None), day, asked.as_of, accounts):
            _add(found.setdefault(row[0], _Sums()), row)
    return {account: _custom(sums, asked.as_of) for account, sums in found.items()}


def spans(as_of: date) -> list[Period]:
    """The last 365 days, the 365 before, and the 365 before those."""
    ends = [as_of - timedelta(days=DAYS_OF_YEAR * back) for back in range(SPANS)]
    return [Period(end - timedelta(days=DAYS_OF_YEAR - 1), end) for end in ends]


def _sums(rows: QuerySet[Any], day: str, as_of: date, accounts: Ids | None) -> Iterable[Any]:
    within = [Q(**{f"{day}__range": (span.start, span.end)}) for span in spans(as_of)]
    found = rows if accounts is None else rows.filter(account_id__in=accounts)
    sums = {f"sum_{place}": Sum("base_amount", filter=one) for place, one in enumerate(within)}
    ends = {"first": Min(day), "last": Max(day)}
    counts = {f"count_{place}": Count("pk", filter=one) for place, one in enumerate(within)}
    grouped: Iterable[Any] = found.order_by().values_list("account_id").annotate(**sums, **counts, **ends)
    return grouped


def _add(sums: _Sums, row: Any) -> None:
    _account, *numbers, first, last = row
    for place in range(SPANS):
        sums.revenues[place] += numbers[place] or 0
        sums.closings[place] += numbers[SPANS + place]
    sums.first = min(filter(None, (sums.first, first)), default=None)
    sums.last = max(filter(None, (sums.last, last)), default=None)


def _custom(sums: _Sums, as_of: date) -> Custom:
    return Custom(
        revenue=sums.revenues[0],
        revenue_before=sums.revenues[1],
        closings=(sums.closings[0], sums.closings[1], sums.closings[2]),
        first=(as_of - sums.first).days if sums.first else None,
        last=(as_of - sums.last).days if sums.last else None,
    )
