"""Pace: what the funnel brings a day, how long deals stand in a stage, which stand too long, which slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.conversion import OPTIONS
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.figures.rows import deal_rows
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.measured import deals_measured, stages_measured
from keyaccount.apps.pipeline.queries.named import deals_named
from keyaccount.apps.pipeline.queries.slipping import Slipping, slipped, slipping
from keyaccount.apps.pipeline.queries.stages import stages_by_id
from keyaccount.apps.pipeline.queries.stays import Stay, Stays, stays
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Figure, Input, Notes, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.measures import STUCK_ABOVE
from keyaccount.formulas.measures import velocity as brought_a_day
from keyaccount.formulas.outcomes import cycle_stats
from keyaccount.kernel.share import share

FIRST_SHOWN = 100
OF_OPEN_DEALS = ("stage", "undated", "closes_from", "closes_to")
STAY_COLUMNS = (
    Column("stage", _("Stage")),
    Column("finished", _("Stays that ended"), Unit.COUNT),
    Column("mean", _("Mean"), Unit.DAYS),
    Column("median", _("Median"), Unit.DAYS),
    Column("usual", _("Three quarters take up to"), Unit.DAYS),
    Column("standing", _("Standing there now"), Unit.COUNT),
)
STUCK_COLUMNS = (
    Column("opportunity", _("Opportunity")),
    Column("account", _("Account")),
    Column("stage", _("Stage")),
    Column("owner", _("Owner")),
    Column("days", _("Days there"), Unit.DAYS),
    Column("usual", _("Usual there, up to"), Unit.DAYS),
    Column("next_step", _("Next step")),
    Column("next_step_on", _("Next step on")),
)
SLIP_COLUMNS = (
    Column("opportunity", _("Opportunity")),
    Column("account", _("Account")),
    Column("owner", _("Owner")),
    Column("times", _("Moved out"), Unit.COUNT),
    Column("days", _("Days in all"), Unit.DAYS),
    Column("first", _("First said")),
    Column("last", _("Now said")),
)


def velocity(question: Question) -> Answer:
    """The open deals are those of the day; how often and how fast deals were won, those of the period."""
    now = _of_all_stages(question.during(None))
    past = _of_all_stages(question)
    figures = {
        "n": compute("pipeline.count", now),
        "A": compute("pipeline.amount", now),
        "r": compute("pipeline.win_rate", past),
        "d̄": compute("pipeline.cycle_days", past),
    }
    count, amount, rate, days = (_number(figure) for figure in figures.values())
    mean = share(amount, count)
    value = brought_a_day(int(count or 0), rate, mean, days)
    return Answer(
        value=value,
        worked=f"{plain(count)} × {plain(rate, 4)} × {plain(mean)} ÷ {plain(days, 2)} = {plain(value)}",
        inputs=(
            *(Input(key, figure.title, figure.value, figure.unit, figure) for key, figure in figures.items()),
            Input("ā", _("Mean amount of open deals"), mean, Unit.MONEY),
        ),
        rows=figures["A"].rows,
        notes=Notes(lambda: figures["A"].notes),
        currency=figures["A"].currency,
        fiscal_start=figures["A"].fiscal_start,
    )


def _of_all_stages(question: Question) -> Question:
    return question.narrowed(**dict.fromkeys(OF_OPEN_DEALS, ""))


def _number(figure: Figure) -> Decimal | None:
    return Decimal(figure.value) if isinstance(figure.value, Decimal | int) else None


def new_deals(question: Question) -> Answer:
    workspace = load_workspace()
    asked = _of_all_stages(question)

    def begun() -> StateQuerySet:
        rows = deals_measured(asked, workspace)
        period = question.period
        return rows.filter(opened_on__range=(period.start, period.end)) if period else rows

    count = begun().order_by().count()
    return Answer(
        value=count,
        worked=f"n = {count}",
        rows=deal_rows(begun, asked.during(None)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def time_in_stage(question: Question) -> Answer:
    workspace = load_workspace()
    found = stays(question, workspace)
    table = _stay_table(question, found)
    return Answer(
        value=table,
        worked=" · ".join(f"n = {row['finished']}: {plain(row['mean'], 1)}" for row in table),
        rows=Rows(columns=STAY_COLUMNS, fetch=lambda limit: table[:limit], total=lambda: len(table)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _stay_table(question: Question, found: Stays) -> list[dict[str, Any]]:
    standing = Counter(stay.stage for stay in found.standing)
    stages = [stage for stage in stages_measured(question) if stage.pk in {*found.finished, *standing}]
    several = len({stage.pipeline_id for stage in stages}) > 1
    table = []
    for stage in stages:
        stats = cycle_stats(found.finished.get(stage.pk, {}))
        table.append(
            {
                "id": stage.pk,
                "stage": f"{stage.pipeline.label} · {stage.label}" if several else stage.label,
                "finished": stats.count,
                "mean": stats.mean,
                "median": stats.median,
                "usual": found.usual(stage.pk),
                "standing": standing[stage.pk],
            }
        )
    return table


def stuck(question: Question) -> Answer:
    workspace = load_workspace()
    found = stays(question.during(None), workspace)
    return Answer(
        value=len(found.stuck),
        worked=f"{len(found.stuck)} / {len(found.standing)}",
        inputs=(Input("n", _("Open deals"), len(found.standing), Unit.COUNT),),
        rows=Rows(
            columns=STUCK_COLUMNS,
            fetch=lambda limit: _stuck_rows(found, found.stuck[:limit], live=question.is_live),
            total=lambda: len(found.stuck),
        ),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _stuck_rows(found: Stays, shown: Sequence[Stay], *, live: bool) -> list[dict[str, Any]]:
    """What the next step was on a past day is not kept."""
    deals = deals_named([stay.opportunity for stay in shown])
    stages = stages_by_id()
    return [
        _deal(deals, stay.opportunity)
        | {
            "stage": stages[stay.stage].label,
            "days": stay.days,
            "usual": found.usual(stay.stage),
            "next_step": (deals[stay.opportunity].next_step or None) if live else None,
            "next_step_on": deals[stay.opportunity].next_step_on if live else None,
        }
        for stay in shown
    ]


def slips(question: Question) -> Answer:
    workspace = load_workspace()
    found = slipping(question, workspace, FIRST_SHOWN)
    times = found.slips.times
    first = [str(each.times) for _deal, each in found.ranked[:8]]
    more = " + …" if found.deals > len(first) else ""
    return Answer(
        value=times,
        worked=f"{' + '.join(first)}{more} = {times}",
        inputs=(
            Input("n", _("Deals whose date moved out"), found.deals, Unit.COUNT),
            Input("Σ d", _("Days in all"), found.slips.days, Unit.DAYS),
        ),
        rows=Rows(
            columns=SLIP_COLUMNS,
            fetch=lambda limit: _slip_rows(question, found, limit),
            total=lambda: found.deals,
            adds_up="times",
            sum_of_rows=times,
        ),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _slip_rows(question: Question, found: Slipping, limit: int) -> list[dict[str, Any]]:
    workspace = load_workspace()
    if len(found.ranked) < min(limit, found.deals):
        found = slipping(question, workspace, limit)
    shown = slipped(question, workspace, found.ranked[:limit])
    deals = deals_named([one.opportunity for one in shown])
    return [
        _deal(deals, one.opportunity)
        | {"times": one.slips.times, "days": one.slips.days, "first": one.first, "last": one.last}
        for one in shown
    ]


def _deal(deals: Mapping[int, Opportunity], pk: int) -> dict[str, Any]:
    deal = deals[pk]
    return {
        "id": pk,
        "opportunity": deal.name,
        "account": str(deal.account) if deal.account else None,
        "owner": deal.owner.display_name,
    }


register(
    Definition(
        key="pipeline.velocity",
        title=_("Sales velocity a day"),
        meaning=_("What the open funnel brings a day, if deals are won as often and as fast as in the period."),
        words=_("open deals × win rate × mean amount ÷ days from first contact to signing"),
        symbols="n × r × ā ÷ d̄",
        unit=Unit.MONEY,
        compute=velocity,
        default_period=last_year,
        inputs=("pipeline.count", "pipeline.amount", "pipeline.win_rate", "pipeline.cycle_days"),
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.new_deals",
        title=_("New deals"),
        meaning=_("How many deals began in the period, by the day of first contact, however they stand now."),
        words=_("number of deals whose first contact lies in the period"),
        symbols="n",
        unit=Unit.COUNT,
        compute=new_deals,
        default_period=last_year,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.time_in_stage",
        title=_("Time in stage"),
        meaning=_("How many days deals stand in each stage, of the stays that ended in the period."),
        words=_("days in a stage in all, by stays that ended: mean, median, and what three quarters do not exceed"),
        symbols=f"d̄ · d̃ · P{STUCK_ABOVE}",
        unit=Unit.TABLE,
        compute=time_in_stage,
        default_period=last_year,
        options=OPTIONS,
        walks_history=True,
    )
)
register(
    Definition(
        key="pipeline.stuck",
        title=_("Stuck deals"),
        meaning=_("Open deals that stand in their stage longer than three quarters of the stays there took in a year."),
        words=_("open deals whose days in the stage exceed the 75th percentile of that stage"),
        symbols=f"n(d > P{STUCK_ABOVE})",
        unit=Unit.COUNT,
        compute=stuck,
        inputs=("pipeline.time_in_stage",),
        options=OPTIONS,
        walks_history=True,
    )
)
register(
    Definition(
        key="pipeline.slips",
        title=_("Close dates moved out"),
        meaning=_("How often the expected close date of a deal was moved to a later day in the period."),
        words=_("number of times that an open deal got a later expected close date"),
        symbols="Σ s",
        unit=Unit.COUNT,
        compute=slips,
        default_period=last_year,
        options=OPTIONS,
        walks_history=True,
    )
)
