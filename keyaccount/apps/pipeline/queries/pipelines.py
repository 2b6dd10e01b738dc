"""Pipelines, stages and reasons as the settings show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Count

from keyaccount.apps.pipeline.models import CloseReason, Opportunity, Outcome, Pipeline, Stage


@dataclass(slots=True)
class StageInUse:
    """open_deals: in it now; falls: its win rate lies below that of the stage before."""

    stage: Stage
    open_deals: int
    falls: bool = False


@dataclass(slots=True)
class PipelineInUse:
    pipeline: Pipeline
    stages: list[StageInUse] = field(default_factory=list)
    archived: list[StageInUse] = field(default_factory=list)

    @property
    def open_deals(self) -> int:
        return sum(one.open_deals for one in [*self.stages, *self.archived])

    @property
    def falling(self) -> list[Stage]:
        return [one.stage for one in self.stages if one.falls]


def pipelines_in_use() -> list[PipelineInUse]:
    """Every pipeline with its stages in order; archived ones last."""
    found = {pipeline.pk: PipelineInUse(pipeline) for pipeline in Pipeline.objects.order_by("position", "id")}
    deals = dict(Opportunity.objects.open().order_by().values_list("stage").annotate(Count("pk")))
    for stage in Stage.objects.order_by("position", "id"):
        place = found[stage.pipeline_id]
        row = StageInUse(stage, deals.get(stage.pk, 0))
        (place.stages if stage.archived_at is None else place.archived).append(row)
    for place in found.values():
        _mark_falling(place.stages)
    return sorted(found.values(), key=lambda place: place.pipeline.archived_at is not None)


def _mark_falling(stages: list[StageInUse]) -> None:
    """A later stage is nearer to signing; a lower win rate there is worth a second look, and yet no error."""
    for before, row in pairwise(stages):
        row.falls = row.stage.win_rate < before.stage.win_rate


def stages_beside(stage: Stage) -> list[Stage]:
    return list(Stage.objects.filter(pipeline=stage.pipeline_id, archived_at=None).exclude(pk=stage.pk))


@dataclass(frozen=True, slots=True)
class ReasonInUse:
    reason: CloseReason
    deals: int


def reasons_in_use() -> list[tuple[Outcome, list[ReasonInUse]]]:
    used = dict(
        Opportunity.objects.exclude(close_reason=None).order_by().values_list("close_reason").annotate(Count("pk"))
    )
    rows = [ReasonInUse(reason, used.get(reason.pk, 0)) for reason in CloseReason.objects.order_by("position", "id")]
    rows.sort(key=lambda row: row.reason.archived_at is not None)
    return [(outcome, [row for row in rows if row.reason.outcome == outcome]) for outcome in Outcome]
