"""Writing products, pipelines and close reasons in bulk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from keyaccount.apps.pipeline.models import CloseReason, Pipeline, Product, Stage
from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate
from keyaccount.apps.workspace.models import Reach, User
from keyaccount.apps.workspace.services.loading import Load, Outcome, Row, Spec, load_records, only_once


def load_products(rows: Sequence[Row], load: Load) -> list[Outcome]:
    once = only_once(Product, "name", rows, load)
    spec = Spec(Product, may_write=_writes_everything, refusal=once, known_by=("name",))
    return load_records(spec, rows, load)


def load_close_reasons(rows: Sequence[Row], load: Load) -> list[Outcome]:
    return load_records(Spec(CloseReason, may_write=_writes_everything), rows, load)


def load_pipeline(template: PipelineTemplate, load: Load) -> tuple[Outcome, list[Outcome]]:
    """A pipeline with its stages, after those that are there; it becomes the default only where there is none."""
    last = Pipeline.objects.aggregate(last=Max("position"))["last"]
    values = {"name": template.name, "name_zh": template.name_zh, "position": 0 if last is None else last + 1}
    values["is_default"] = not Pipeline.objects.filter(is_default=True).exists()
    spec = Spec(Pipeline, may_write=lambda user: user.role.may_administer)
    (pipeline,) = load_records(spec, [Row(values)], load)
    if pipeline.pk is None:
        return pipeline, []
    stages = [Row({**_stage(template, place), "pipeline_id": pipeline.pk}) for place in range(len(template.stages))]
    return pipeline, load_records(Spec(Stage, may_write=lambda user: user.role.may_administer), stages, load)


def _stage(template: PipelineTemplate, place: int) -> dict[str, object]:
    stage = template.stages[place]
    return {
        "position": place,
        "name": stage.name,
        "name_zh": stage.name_zh,
        "win_rate": stage.share,
        "buyer_phase": stage.phase[0],
        "buyer_phase_zh": stage.phase[1],
        "end_mark": stage.end_mark[0],
        "end_mark_zh": stage.end_mark[1],
        "takes_proposals": stage.takes_proposals,
    }


def _writes_everything(user: User) -> bool:
    return bool(user.role.writes == Reach.ALL)
