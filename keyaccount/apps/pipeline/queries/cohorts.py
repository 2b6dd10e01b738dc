"""Which deals entered which stage, and what became of them.

The database groups the ways that deals went, keyaccount.formulas.conversion says what became of each group; a parity
test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.queries.measured import later_than, stages_measured
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.ways import BEFORE, NOW, Way, history_of, span, ways_gone
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.conversion import Cohort, Proposals, cohort_of_groups
from keyaccount.formulas.conversion import proposals as proposals_of_groups


@dataclass(frozen=True, slots=True)
class StageCohort:
    stage: Stage
    cohort: Cohort


def cohorts(question: Question, workspace: Workspace) -> Sequence[StageCohort]:
    """The stages in order; with a period, the deals that entered them in it."""
    return _cohorts(question, workspace, NOW)


def cohorts_before(question: Question, workspace: Workspace) -> Sequence[StageCohort]:
    """The deals that entered them in the year before the question's period."""
    return _cohorts(question, workspace, BEFORE)


@memo.once
def _cohorts(question: Question, workspace: Workspace, when: int) -> Sequence[StageCohort]:
    stages = stages_measured(question)
    ways = ways_gone(question, workspace) if stages else ()
    pipelines = dict.fromkeys(stage.pipeline_id for stage in stages)
    found = [each for pipeline in pipelines for each in _of_pipeline(pipeline, ways, span(question, when))]
    return [each for each in found if each.stage.archived_at is None or each.cohort.entered]


def _of_pipeline(pipeline: int, ways: Sequence[Way], within: tuple[int | None, int | None]) -> list[StageCohort]:
    """A deal that stands in another pipeline stands before every stage of this one."""
    own = [stage for stage in all_stages() if stage.pipeline_id == pipeline]
    places = {stage.pk: place for place, stage in enumerate(own)}
    groups = [(history_of(way.steps, places), way.deals) for way in ways]
    return [StageCohort(stage, cohort_of_groups(groups, places[stage.pk], *within)) for stage in own]


@memo.once
def proposals(question: Question, workspace: Workspace) -> Proposals | None:
    """By the day they got there; None when no stage is marked as the one of proposals."""
    marked = [stage for stage in stages_measured(question) if stage.takes_proposals]
    if not marked:
        return None
    pipelines = {stage.pipeline_id for stage in marked}
    there = {pk for stage in marked for pk in (stage.pk, *later_than(stage))}
    places = {stage.pk: int(stage.pk in there) for stage in all_stages() if stage.pipeline_id in pipelines}
    ways = ways_gone(question, workspace)
    groups = ((history_of(way.steps, places, won_in=places), way.deals) for way in ways)
    return proposals_of_groups(groups, 1, *span(question, NOW))
