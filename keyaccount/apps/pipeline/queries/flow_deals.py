"""The deals behind each bar of the flow, as they stood before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.queries.flow import flow_between
from keyaccount.apps.pipeline.queries.flow_effects import largest_changes
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question
from keyaccount.formulas.flow import STEPS, Change, decompose

SHOWN = 20


class Stood(NamedTuple):
    """How a deal stood at one of the two moments."""

    status: str
    stage_id: int
    amount: Decimal | None
    currency: str
    win_rate: Decimal
    expected_close: date | None


class Named(NamedTuple):
    name: str
    account_short: str | None
    account_name: str | None

    @property
    def account(self) -> str:
        return self.account_short or self.account_name or ""


@dataclass(frozen=True, slots=True)
class Moved:
    pk: int
    effect: Decimal
    named: Named
    before: Stood | None
    after: Stood | None


@dataclass(frozen=True, slots=True)
class Bar:
    """deals: the largest effects first, up to a limit; count: how many there are."""

    key: str
    effect: Decimal
    count: int
    deals: Sequence[Moved]


def bars_with_deals(question: Question, since: date, workspace: Workspace, *, shown: int = SHOWN) -> list[Bar]:
    """Every step that deals moved. Exchange rates also move deals that nobody touched, which no list names."""
    found = flow_between(question, since, workspace)
    amounts = dict(found.bars.items())
    listed = _behind(largest_changes(question, since, workspace, shown), shown)
    ids = {pk for deals in listed.values() for pk, _effect in deals}
    names = _names(ids)
    before = _stood(ids, clock.end_of(since, workspace.zone))
    after = _stood(ids, clock.end_of(question.as_of, workspace.zone))
    return [
        Bar(
            key,
            amounts[key],
            found.counts[key],
            [Moved(pk, effect, names[pk], before.get(pk), after.get(pk)) for pk, effect in listed[key]],
        )
        for key in STEPS
        if key in listed
    ]


def _behind(changes: Mapping[int, Change], shown: int) -> Mapping[str, Sequence[tuple[int, Decimal]]]:
    """Bar → the deals that moved it, with their effect, largest first."""
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for pk, change in changes.items():
        for bar, effect in decompose(change).items():
            found.setdefault(bar, []).append((pk, effect))
    return {bar: sorted(deals, key=lambda deal: (-abs(deal[1]), deal[0]))[:shown] for bar, deals in found.items()}


def _names(ids: Iterable[int]) -> Mapping[int, Named]:
    rows = Opportunity.objects.filter(pk__in=ids).values_list("pk", "name", "account__short_name", "account__name")
    return {pk: Named(*named) for pk, *named in rows}


def _stood(ids: Iterable[int], moment: datetime) -> Mapping[int, Stood]:
    states = OpportunityState.objects.until(moment).filter(opportunity__in=ids)
    rows = states.order_by().values_list("opportunity_id", *Stood._fields)
    return {pk: Stood(*stood) for pk, *stood in rows}
