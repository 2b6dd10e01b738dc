"""In which category a deal stands: that of its stage, unless somebody said otherwise on the deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from keyaccount.apps.forecast.models import DealCategory, StageCategory
from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import open_states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.rollup import usual_category


@memo.once
def stage_categories(moment: datetime) -> Mapping[int, str]:
    """The category of each stage, by its id, as it held just before the moment."""
    held = dict(StageCategory.objects.until(moment).order_by("id").values_list("stage_id", "category"))
    return {stage.pk: held.get(stage.pk) or usual_category(stage.win_rate) for stage in all_stages()}


def moment_of(question: Question, workspace: Workspace) -> datetime:
    return clock.end_of(question.as_of, workspace.zone)


def deals_in(question: Question, workspace: Workspace, category: str) -> StateQuerySet:
    """The open deals of the question that stand in the category, by their stage or by hand."""
    moment = moment_of(question, workspace)
    stages = [stage for stage, usual in stage_categories(moment).items() if usual == category]
    said = DealCategory.objects.until(moment).filter(opportunity=OuterRef("opportunity_id"))
    by_stage = Q(stage_id__in=stages) & ~Exists(said)
    return open_states(question, workspace).filter(by_stage | Exists(said.filter(category=category)))


@dataclass(frozen=True, slots=True)
class OfDeal:
    """by_stage: what the stage says; said: what somebody said, None where nobody did; past: newest first."""

    by_stage: str
    said: DealCategory | None
    past: list[DealCategory]

    @property
    def counts(self) -> str:
        return self.said.category if self.said else self.by_stage


def category_of(deal: Opportunity) -> OfDeal:
    rows = list(deal.forecast_categories.select_related("set_by", "ended_by"))
    return OfDeal(category_of_stage(deal.stage), next((row for row in rows if row.valid_to is None), None), rows)


def category_of_stage(stage: Stage) -> str:
    held = StageCategory.objects.current().filter(stage=stage).first()
    return held.category if held else usual_category(stage.win_rate)
