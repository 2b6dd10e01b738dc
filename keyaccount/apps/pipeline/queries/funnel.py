"""What the funnel formulas need, grouped in SQL: a handful of rows however many deals there are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Sum

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.states import open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.figures import Question
from keyaccount.formulas.funnel import Funnel, FunnelCell, funnel


def cells(rows: StateQuerySet) -> list[FunnelCell]:
    """Count and amount per stage, win rate and currency; converting and weighting after summing is exact."""
    grouped = rows.order_by().values_list("stage_id", "win_rate", "currency").annotate(Count("pk"), Sum("amount"))
    return [
        FunnelCell(stage=stage, win_rate=win_rate, currency=currency, count=count, amount=amount or Decimal(0))
        for stage, win_rate, currency, count, amount in grouped
    ]


def funnel_of(question: Question, workspace: Workspace) -> tuple[Funnel, Sequence[Stage]]:
    """The funnel and its stages: those of the pipeline asked for, else of every pipeline with open deals."""
    found = cells(open_states(question, workspace))
    stages = stages_shown(question, found)
    rates = rates_at(question.as_of, workspace.base_currency)
    return funnel(found, rates, [stage.pk for stage in stages]), stages


def stages_shown(question: Question, found: Sequence[FunnelCell]) -> list[Stage]:
    ordered = Stage.objects.select_related("pipeline")
    ordered = ordered.order_by("pipeline__position", "pipeline_id", "position", "id")
    if question.filters.get("stage"):
        return list(ordered.filter(pk=int(question.filters["stage"])))
    used = {int(str(cell.stage)) for cell in found}
    if question.filters.get("pipeline"):
        stages = list(ordered.filter(pipeline_id=int(question.filters["pipeline"])))
    else:
        stages = list(ordered.filter(pipeline__stages__in=used).distinct())
    return [stage for stage in stages if stage.archived_at is None or stage.pk in used]
