"""The numbers of a weekly review by team and person, grouped in SQL: a few rows however many deals there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from keyaccount.apps.pipeline.models import Measure, OpportunityState, StateStatus, Target, TargetScope
from keyaccount.apps.pipeline.queries.due import due_not_closed, on_the_eve
from keyaccount.apps.pipeline.queries.funnel import rates_for
from keyaccount.apps.pipeline.queries.sales import SUMS, converted, orders
from keyaccount.apps.pipeline.queries.states import closed_states, open_states
from keyaccount.apps.pipeline.queries.targets import amount_of, fiscal_year
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question
from keyaccount.formulas.converted import NOTHING, Converted
from keyaccount.formulas.funnel import Funnel, FunnelCell, funnel
from keyaccount.kernel.period import Period

ZERO = Decimal(0)
DUE_SHOWN = 40
WHO = ("team_id", "owner_id")


@dataclass(frozen=True, slots=True)
class Seller:
    """Whose a deal was: its owner, in its team."""

    team: int | None
    owner: int


@dataclass(frozen=True, slots=True)
class Sums:
    """closed: in the period; this_week: of it in the week; weighted: open and expected in the period; due: deals that
    were due this week and are still open."""

    closed: Converted = NOTHING
    this_week: Converted = NOTHING
    weighted: Converted = NOTHING
    due: int = 0

    @property
    def is_known(self) -> bool:
        """Not where there is something in a currency without a rate, and nothing beside it."""
        values = self.closed.value, self.weighted.value
        return None not in values or any(values)

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.closed + other.closed,
            self.this_week + other.this_week,
            self.weighted + other.weighted,
            self.due + other.due,
        )


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def sums_by_seller(question: Question, workspace: Workspace) -> Mapping[Seller, Sums]:
    week = question.during(week_of(question.as_of))
    found: dict[Seller, Sums] = {}
    parts = [
        *((who, Sums(closed=amount)) for who, amount in _closed(question, workspace)),
        *((who, Sums(this_week=amount)) for who, amount in _closed(week, workspace)),
        *((who, Sums(weighted=amount)) for who, amount in _weighted(question, workspace)),
        *((who, Sums(due=count)) for who, count in _due(week, workspace)),
    ]
    for who, sums in parts:
        found[who] = found.get(who, Sums()) + sums
    return found


def _closed(question: Question, workspace: Workspace) -> list[tuple[Seller, Converted]]:
    won = closed_states(question, workspace, StateStatus.WON)
    return [*_summed(won), *_summed(orders(question))]


def _summed(rows: QuerySet[Any]) -> list[tuple[Seller, Converted]]:
    grouped = rows.order_by().values_list(*WHO).annotate(**SUMS)
    return [(Seller(team, owner), converted(*told)) for team, owner, *told in grouped]


def _weighted(question: Question, workspace: Workspace) -> list[tuple[Seller, Converted]]:
    rows = open_states(question, workspace).order_by()
    grouped = rows.values_list(*WHO, "stage_id", "win_rate", "currency").annotate(deals=Count("*"), sum=Sum("amount"))
    parts: dict[Seller, list[FunnelCell]] = {}
    for team, owner, stage, rate, currency, deals, amount in grouped:
        parts.setdefault(Seller(team, owner), []).append(FunnelCell(stage, rate, currency, deals, amount or ZERO))
    rates = rates_for([cell for cells in parts.values() for cell in cells], question, workspace)
    return [(who, _of_funnel(funnel(cells, rates, []))) for who, cells in parts.items()]


def _of_funnel(found: Funnel) -> Converted:
    return Converted(found.weighted, found.count + found.unconvertible_count, found.unconvertible_count)


def _due(week: Question, workspace: Workspace) -> list[tuple[Seller, int]]:
    rows = due_not_closed(week, workspace, week_of(week.as_of)).order_by()
    return [(Seller(team, owner), count) for team, owner, count in rows.values_list(*WHO).annotate(deals=Count("*"))]


Owners = tuple[TargetScope, int]


def targets_of_many(
    teams: Iterable[int], people: Iterable[int], question: Question, workspace: Workspace
) -> Mapping[Owners, Decimal | None]:
    """`sales.target` of these teams and people in the question's period, as they held on its day, in one query."""
    if question.period is None:
        return {}
    held = Target.objects.visible_to(question.viewer).until(clock.end_of(question.as_of, workspace.zone))
    named = Q(scope=TargetScope.TEAM, team__in=list(teams)) | Q(scope=TargetScope.USER, user__in=list(people))
    held = held.filter(named, year=fiscal_year(question.period, workspace), measure=Measure.REVENUE)
    found: dict[Owners, list[Target]] = {}
    for target in held.order_by():
        who = TargetScope(target.scope), target.team_id or target.user_id or 0
        found.setdefault(who, []).append(target)
    return {who: amount_of(targets, question.period, workspace) for who, targets in found.items()}


@dataclass(frozen=True, slots=True)
class DueDeal:
    """was_due: its expected close as the week began; state: as it stands on the day asked."""

    state: OpportunityState
    was_due: date | None


def due_deals(question: Question, workspace: Workspace) -> list[DueDeal]:
    """The largest deals that were due in the week and are still open."""
    week = week_of(question.as_of)
    rows = due_not_closed(question.during(week), workspace, week)
    named = rows.select_related("opportunity", "account", "stage", "owner")
    states = list(named.order_by("-amount", "-opportunity_id")[:DUE_SHOWN])
    eve = on_the_eve(question, workspace, week).filter(opportunity__in=[state.opportunity_id for state in states])
    was_due = dict(eve.order_by().values_list("opportunity_id", "expected_close"))
    return [DueDeal(state, was_due.get(state.opportunity_id)) for state in states]
