"""What the funnel formulas need, grouped in SQL: a handful of rows however many deals there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, Sum

from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import all_open, open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import Question, memo
from keyaccount.formulas.funnel import Funnel, FunnelCell, funnel


def cells(rows: StateQuerySet) -> list[FunnelCell]:
    """Count and amount per stage, win rate and currency; converting and weighting after summing is exact."""
    grouped = (
        rows.order_by().values_list("stage_id", "win_rate", "currency").annotate(deals=Count("*"), sum=Sum("amount"))
    )
    return [
        FunnelCell(stage=stage, win_rate=win_rate, currency=currency, count=count, amount=amount or Decimal(0))
        for stage, win_rate, currency, count, amount in grouped
    ]


@memo.once
def funnel_of(question: Question, workspace: Workspace) -> tuple[Funnel, Sequence[Stage]]:
    """The funnel and its stages: those of the pipeline asked for, else of every pipeline with open deals."""
    found = open_cells(question, workspace)
    stages = stages_shown(question, found)
    rates = rates_for(found, question, workspace)
    return funnel(found, rates, [stage.pk for stage in stages]), stages


def funnel_of_deal(deal: Opportunity, question: Question, workspace: Workspace) -> Funnel:
    """The funnel of one open deal alone, from the record at hand."""
    rate = deal.stage.win_rate if deal.win_rate is None else deal.win_rate
    cell = FunnelCell(deal.stage_id, rate, deal.currency, 1, deal.amount or Decimal(0))
    return funnel([cell], rates_for([cell], question, workspace), [deal.stage_id])


def recounted(question: Question, workspace: Workspace) -> Funnel:
    """The rows behind a figure added up once more, from their own query and nothing that was kept."""
    found = cells(open_states(question, workspace))
    return funnel(found, rates_for(found, question, workspace), [])


def rates_for(found: Sequence[FunnelCell], question: Question, workspace: Workspace) -> Mapping[str, Decimal | None]:
    """Most workspaces have one currency: then there is nothing to look up."""
    base = workspace.base_currency
    if all(cell.currency == base for cell in found):
        return {base: Decimal(1)}
    return rates_at(question.as_of, base)


def open_cells(question: Question, workspace: Workspace) -> Sequence[FunnelCell]:
    """One stage is taken out of all of them, so that a page asks once for the whole and its columns."""
    stage = question.filters.get("stage")
    found = _open_cells(question.narrowed(stage=""), workspace)
    return [cell for cell in found if str(cell.stage) == stage] if stage else found


@memo.once
def _open_cells(question: Question, workspace: Workspace) -> Sequence[FunnelCell]:
    return cells(open_states(question, workspace))


def undated_count(question: Question, workspace: Workspace) -> int:
    """How many open deals of the question's rows have no expected close date."""
    stage = question.filters.get("stage")
    found = _undated(question.narrowed(stage=""), workspace)
    return found.get(_number(stage), 0) if stage else sum(found.values())


@memo.once
def _undated(question: Question, workspace: Workspace) -> dict[int, int]:
    without = all_open(question, workspace).filter(expected_close=None)
    return dict(without.order_by().values_list("stage_id").annotate(deals=Count("*")))


def stages_shown(question: Question, found: Sequence[FunnelCell]) -> list[Stage]:
    if stage := question.filters.get("stage"):
        return [each for each in all_stages() if each.pk == _number(stage)]
    used = {cell.stage for cell in found}
    if pipeline := question.filters.get("pipeline"):
        pipelines = {_number(pipeline)}
    else:
        pipelines = {stage.pipeline_id for stage in all_stages() if stage.pk in used}
    shown = (stage for stage in all_stages() if stage.pipeline_id in pipelines)
    return [stage for stage in shown if stage.archived_at is None or stage.pk in used]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
