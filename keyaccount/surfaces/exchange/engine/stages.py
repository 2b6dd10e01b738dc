"""Finding the stage that a row means, in the pipelines as they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.pipeline.models import Pipeline, Stage
from keyaccount.apps.pipeline.models.opportunity import Status
from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate
from keyaccount.apps.workspace.searching import fold
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.opportunities import OPPORTUNITIES
from keyaccount.surfaces.exchange.presets.preset import Preset


class UnknownPipeline(Fact):
    message = gettext_noop("There is no pipeline “%(text)s”. Make it in the settings, or map the name.")


class UnknownStage(Fact):
    message = gettext_noop("There is no stage “%(text)s” in the pipeline “%(pipeline)s” (it has: %(stages)s).")


class NoPipeline(Fact):
    message = gettext_noop("There is no pipeline yet. Make one in the settings.")


@dataclass(frozen=True, slots=True)
class Place:
    """status: what the stage's name says of the outcome, or nothing; open_stage: where the deal stood while open."""

    stage: int
    open_stage: int
    status: str = ""


@dataclass(slots=True)
class Known:
    pk: int
    name: str
    stages: list[tuple[int, str]]
    by_name: dict[str, int]


class StageBook:
    def __init__(self, preset: Preset) -> None:
        self.preset = preset
        self._pipelines: dict[str, Known] = {}
        self._rates: dict[int, Decimal] = {}
        self._default: Known | None = None
        self._places: dict[tuple[str, str, str], Place | Fact] = {}
        stages: dict[int, list[Stage]] = defaultdict(list)
        for stage in Stage.objects.filter(archived_at=None).order_by("position", "pk"):
            stages[stage.pipeline_id].append(stage)
        for pipeline in Pipeline.objects.filter(archived_at=None).order_by("-is_default", "position", "pk"):
            self._add(pipeline.pk, (pipeline.name, pipeline.name_zh), stages[pipeline.pk])

    def _add(self, pk: int, names: tuple[str, ...], stages: list[Stage]) -> None:
        by_name = {fold(name): stage.pk for stage in stages for name in (stage.name, stage.name_zh) if name}
        known = Known(pk, names[0], [(stage.pk, stage.name) for stage in stages], by_name)
        self._rates |= {stage.pk: stage.win_rate for stage in stages}
        for name in filter(None, names):
            self._pipelines.setdefault(fold(name), known)
        self._default = self._default or known

    def has(self, name: str) -> bool:
        return fold(name) in self._pipelines

    def add(self, template: PipelineTemplate, pk: int, stage_pks: list[int]) -> None:
        """A pipeline that the import makes."""
        pairs = zip(template.stages, stage_pks, strict=True)
        stages = [Stage(pk=key, name=one.name, name_zh=one.name_zh, win_rate=one.share) for one, key in pairs]
        self._add(pk, (template.name, template.name_zh), stages)
        self._places.clear()

    def win_rate(self, stage: int | None) -> Decimal | None:
        return None if stage is None else self._rates.get(stage)

    def first(self) -> int:
        """Where deals without a stage begin."""
        return self._first(self._pipeline(""))

    def find(self, pipeline: str | None, stage: str | None, status: str) -> Place:
        asked = (pipeline or "", stage or "", status)
        if asked not in self._places:
            try:
                self._places[asked] = self._find(*asked)
            except Fact as fact:
                self._places[asked] = fact
        found = self._places[asked]
        if isinstance(found, Fact):
            raise found
        return found

    def _find(self, pipeline: str, stage: str, status: str) -> Place:
        known = self._pipeline(pipeline)
        if not stage:
            return Place(self._first(known), self._first(known))
        if rule := self.preset.stage_rule(stage):
            pk = self._named(known, rule.stage) if rule.stage else self._end(known, rule.status)
            opened = self._named(known, rule.open_stage) if rule.open_stage else self._first(known)
            return Place(pk, opened if rule.status else pk, rule.status)
        if outcome := _outcome(stage):
            return Place(self._end(known, outcome), self._first(known), outcome)
        pk = self._named(known, stage) if pipeline or self.preset.pipeline else self._anywhere(known, stage)
        return Place(pk, pk)

    def _pipeline(self, name: str) -> Known:
        wanted = name or self.preset.pipeline
        if wanted:
            if fold(wanted) not in self._pipelines:
                raise UnknownPipeline(text=wanted)
            return self._pipelines[fold(wanted)]
        if self._default is None or not self._default.stages:
            raise NoPipeline
        return self._default

    def _named(self, known: Known, stage: str) -> int:
        if fold(stage) not in known.by_name:
            raise UnknownStage(text=stage, pipeline=known.name, stages=", ".join(name for _pk, name in known.stages))
        return known.by_name[fold(stage)]

    def _anywhere(self, known: Known, stage: str) -> int:
        """In the default pipeline, else in the one pipeline that has such a stage."""
        if fold(stage) in known.by_name:
            return known.by_name[fold(stage)]
        found = {one.by_name[fold(stage)] for one in self._pipelines.values() if fold(stage) in one.by_name}
        return found.pop() if len(found) == 1 else self._named(known, stage)

    def _first(self, known: Known) -> int:
        if not known.stages:
            raise NoPipeline
        return known.stages[0][0]

    def _end(self, known: Known, outcome: str) -> int:
        """Of a deal that was won nothing else is known than that it went through; of a lost one, that it began."""
        return known.stages[-1][0] if outcome == Status.WON and known.stages else self._first(known)


def _outcome(stage: str) -> str:
    found = OPPORTUNITIES.field_of("status").choice_of(stage)
    return found if found in {Status.WON, Status.LOST} else ""
