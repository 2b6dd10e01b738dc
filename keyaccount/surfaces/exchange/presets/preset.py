"""What a preset says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate
from keyaccount.apps.workspace.searching import fold
from keyaccount.figures.figure import Text
from keyaccount.surfaces.exchange.parsing.dates import DateFormat
from keyaccount.surfaces.exchange.parsing.words import folded_heading

NO_STAGES = _(
    "The export does not say when closed deals were in which stage: they count in the first until they close."
)


@dataclass(frozen=True, slots=True)
class FileRule:
    """One kind of file of an export.

    words: file names (without numbers and endings) that mean it; signs: headings that must all be there for it to be
    recognised by them; columns: heading → field ("" for one that is left out on purpose); values: field → {from: to};
    times: field → factor, for amounts given in millions; why_not: why such a file is not imported.
    """

    entity: str
    words: tuple[str, ...]
    signs: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    times: Mapping[str, Decimal] = field(default_factory=dict)
    why_not: str = ""

    @property
    def folded_columns(self) -> dict[str, str]:
        return {folded_heading(heading): key for heading, key in self.columns.items()}


@dataclass(frozen=True, slots=True)
class StageRule:
    """What a stage name of the other system means here. stage: empty for where its outcome ends; open_stage: where a
    closed deal stood while it was open, empty for the first."""

    stage: str = ""
    status: str = ""
    open_stage: str = ""


@dataclass(frozen=True)
class Preset:
    """source: kept beside external ids; currency: of rows without one; base_currency: what an empty workspace gets.

    pipelines: made where the workspace has none of that name; pipeline: of deals that name none; missing: kind of
    related record → reject, empty or create; named_by: what a deal without a name is called after;
    list_price_until_won: a deal is worth the list price of its product until it is won.
    """

    key: str
    title: Text
    source: str = ""
    files: tuple[FileRule, ...] = ()
    currency: str = ""
    base_currency: str = ""
    pipelines: tuple[PipelineTemplate, ...] = ()
    pipeline: str = ""
    stages: Mapping[str, StageRule] = field(default_factory=dict)
    date_format: DateFormat | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    named_by: tuple[str, ...] = ()
    list_price_until_won: bool = False
    notes: tuple[Text, ...] = ()

    @cached_property
    def _stage_rules(self) -> dict[str, StageRule]:
        return {fold(name): rule for name, rule in self.stages.items()}

    def stage_rule(self, name: str) -> StageRule | None:
        return self._stage_rules.get(fold(name))

    def name_of(self, names: Mapping[str, str]) -> str:
        """A name for a deal that has none: what it is about and with whom; its outside id where that is not known."""
        found = [names[key] for key in self.named_by if names.get(key)]
        if len(found) < len(self.named_by) and names.get("external_id"):
            found.append(names["external_id"])
        return " · ".join(found)
