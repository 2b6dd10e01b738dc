"""Conversion: from stage to stage, of leads, of proposals; and the stage that holds the funnel up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.queries.cohorts import StageCohort, cohorts, cohorts_before, proposals
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.conversion import FEWEST, Fall, bottleneck
from keyaccount.formulas.measures import proposal_success
from keyaccount.kernel.share import share

OPTIONS = ("pipeline", "owner", "team", "account", "group", "source", "selling_mode", "tag", "q")
COLUMNS = (
    Column("stage", _("Stage")),
    Column("entered", _("Entered"), Unit.COUNT),
    Column("advanced", _("Went further"), Unit.COUNT),
    Column("inside", _("Still inside"), Unit.COUNT),
    Column("fallen", _("Lost there"), Unit.COUNT),
    Column("conversion", _("Conversion"), Unit.SHARE),
    Column("decided", _("Of those decided"), Unit.SHARE),
)
FALL_COLUMNS = (
    Column("stage", _("Stage")),
    Column("decided_now", _("Decided now"), Unit.COUNT),
    Column("now", _("Conversion now"), Unit.SHARE),
    Column("decided_before", _("Decided before"), Unit.COUNT),
    Column("before", _("Conversion before"), Unit.SHARE),
)


def _named(stage: Any, *, several: bool) -> str:
    return f"{stage.pipeline.label} · {stage.label}" if several else str(stage.label)


def _line(found: StageCohort, *, several: bool) -> dict[str, Any]:
    cohort = found.cohort
    return {
        "id": found.stage.pk,
        "stage": _named(found.stage, several=several),
        "entered": cohort.entered,
        "advanced": cohort.advanced,
        "inside": cohort.inside,
        "fallen": cohort.fallen,
        "conversion": cohort.conversion,
        "decided": cohort.decided,
    }


def _several(found: Sequence[StageCohort]) -> bool:
    return len({each.stage.pipeline_id for each in found}) > 1


def _used(found: Sequence[StageCohort]) -> list[StageCohort]:
    """The stages of pipelines that any deal of the cohort entered."""
    used = {each.stage.pipeline_id for each in found if each.cohort.entered}
    return [each for each in found if each.stage.pipeline_id in used]


def conversion(question: Question) -> Answer:
    workspace = load_workspace()
    found = _used(cohorts(question, workspace))
    table = [_line(each, several=_several(found)) for each in found]
    return Answer(
        value=table,
        worked=" · ".join(f"{row['advanced']} ÷ {row['entered']} = {plain(row['conversion'], 4)}" for row in table),
        rows=Rows(columns=COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def lead_conversion(question: Question) -> Answer:
    """Over the first stage of every pipeline asked for."""
    workspace = load_workspace()
    found = _used(cohorts(question, workspace))
    firsts = list({each.stage.pipeline_id: each for each in reversed(found)}.values())
    entered, advanced = (sum(getattr(each.cohort, key) for each in firsts) for key in ("entered", "advanced"))
    inside = sum(each.cohort.inside for each in firsts)
    value = share(advanced, entered)
    table = [_line(each, several=True) for each in reversed(firsts)]
    return Answer(
        value=value,
        worked=f"{advanced} ÷ {entered} = {plain(value, 4)}",
        inputs=(
            Input("l", _("Leads: deals that began in the first stage"), entered, Unit.COUNT),
            Input("a", _("Went further"), advanced, Unit.COUNT),
            Input("i", _("Still inside"), inside, Unit.COUNT),
        ),
        rows=Rows(columns=COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def proposal(question: Question) -> Answer:
    workspace = load_workspace()
    found = proposals(question, workspace)
    won, reached = (found.won, found.reached) if found else (None, None)
    value = proposal_success(found.won, found.reached) if found else None
    table = [_line(each, several=True) for each in cohorts(question, workspace) if each.stage.takes_proposals]
    unmarked = Note("no_proposal_stage", _("No stage is marked as the one where proposals are handed in."))
    return Answer(
        value=value,
        worked=f"{plain(won)} ÷ {plain(reached)} = {plain(value, 4)}",
        inputs=(
            Input("p", _("Reached the stage of proposals"), reached, Unit.COUNT),
            Input("w", _("Won"), won, Unit.COUNT),
        ),
        rows=Rows(columns=COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        notes=() if found else (unmarked,),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def narrowest(question: Question) -> Answer:
    """value: how far the conversion of that stage fell below its own past, in shares (0.12 = 12 points)."""
    workspace = load_workspace()
    now, past = now_and_past(question, workspace)
    fall = bottleneck([each.cohort for each in now], [each.cohort for each in past])
    table = [_fall_line(*pair, several=_several(now)) for pair in zip(now, past, strict=True)]
    return Answer(
        value=None if fall is None else fall.by,
        worked=_fall_worked(fall, now),
        rows=Rows(columns=FALL_COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        notes=(_fall_note(fall, now),),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def now_and_past(question: Question, workspace: Workspace) -> tuple[Sequence[StageCohort], Sequence[StageCohort]]:
    """Who entered in the period, and who did in the year before it: the same stages in both."""
    asked = question.during(question.period or last_year(question))
    now, past = cohorts(asked, workspace), cohorts_before(asked, workspace)
    both = {each.stage.pk for each in now} & {each.stage.pk for each in past}
    kept = [[each for each in found if each.stage.pk in both] for found in (now, past)]
    return kept[0], kept[1]


def _fall_line(now: StageCohort, past: StageCohort, *, several: bool) -> dict[str, Any]:
    return {
        "id": now.stage.pk,
        "stage": _named(now.stage, several=several),
        "decided_now": now.cohort.entered - now.cohort.inside,
        "now": now.cohort.decided,
        "decided_before": past.cohort.entered - past.cohort.inside,
        "before": past.cohort.decided,
    }


def _fall_worked(fall: Fall | None, now: Sequence[StageCohort]) -> str:
    if fall is None:
        return "–"
    stage = _named(now[fall.place].stage, several=_several(now))
    return f"{stage}: {plain(fall.past, 4)} − {plain(fall.now, 4)} = {plain(fall.by, 4)}"


def _fall_note(fall: Fall | None, now: Sequence[StageCohort]) -> Note:
    if fall is None:
        text = _("No stage with at least %(count)d decided deals before and now fell below its own past.")
        return Note("no_bottleneck", text % {"count": FEWEST})
    return Note("bottleneck", _("The bottleneck is “%(stage)s”.") % {"stage": now[fall.place].stage.label})


register(
    Definition(
        key="pipeline.conversion",
        title=_("Stage conversion"),
        meaning=_(
            "Of the deals that entered each stage in the period, how many went further, how many are still inside and "
            "how many were lost there."
        ),
        words=_("went on to a later stage or won ÷ entered the stage; beside it, without those still inside"),
        symbols="a ÷ e · a ÷ (e − i)",
        unit=Unit.TABLE,
        compute=conversion,
        options=OPTIONS,
        walks_history=True,
    )
)
register(
    Definition(
        key="pipeline.lead_conversion",
        title=_("Lead conversion"),
        meaning=_("Of the deals that began as leads, in the first stage of a pipeline, the share that went further."),
        words=_("went on from the first stage ÷ entered the first stage"),
        symbols="a ÷ l",
        unit=Unit.SHARE,
        compute=lead_conversion,
        inputs=("pipeline.conversion",),
        options=OPTIONS,
        walks_history=True,
    )
)
register(
    Definition(
        key="pipeline.proposal_success",
        title=_("Proposal success"),
        meaning=_("Of the deals that reached the stage where proposals are handed in, the share that was won."),
        words=_("won ÷ reached the stage of proposals, or one after it"),
        symbols="w ÷ p",
        unit=Unit.SHARE,
        compute=proposal,
        options=OPTIONS,
        walks_history=True,
    )
)
register(
    Definition(
        key="pipeline.bottleneck",
        title=_("Bottleneck"),
        meaning=_(
            "The stage whose conversion fell furthest below its own past, and by how much: the period against the year "
            "before it, without deals still inside."
        ),
        words=_("conversion of the year before − conversion of the period, of the stage where that is largest"),
        symbols="max(κ₀ − κ₁)",
        unit=Unit.SHARE,
        compute=narrowest,
        default_period=last_year,
        inputs=("pipeline.conversion",),
        options=OPTIONS,
        walks_history=True,
    )
)
