"""The stages of all pipelines: few rows that every page needs, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keyaccount.apps.pipeline.models import Stage
from keyaccount.figures import memo


@memo.once
def all_stages() -> Sequence[Stage]:
    """Every stage of every pipeline with its pipeline, in order."""
    stages = Stage.objects.select_related("pipeline")
    return list(stages.order_by("pipeline__position", "pipeline_id", "position", "id"))


@memo.once
def stages_by_id() -> Mapping[int, Stage]:
    return {stage.pk: stage for stage in all_stages()}


def stage_ids(pipeline: int) -> list[int]:
    return [stage.pk for stage in all_stages() if stage.pipeline_id == pipeline]
