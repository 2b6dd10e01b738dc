"""Open deals: how many, how much, weighted, and per stage."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.rows import deal_rows, list_query
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.funnel import funnel_of, recounted
from keyaccount.apps.pipeline.queries.states import open_states
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Notes, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.funnel import Funnel

OPTIONS = ("pipeline", "stage", "owner", "team", "account", "currency", "closes_from", "closes_to", "q", "undated")


def _answer(
    question: Question, workspace: Workspace, found: Funnel, value: Decimal | int | None, worked: str, adds_up: str
) -> Answer:
    return Answer(
        value=value,
        worked=worked,
        rows=deal_rows(
            lambda: open_states(question, workspace),
            question,
            adds_up=adds_up,
            sum_of_rows=value,
            recount=lambda: getattr(recounted(question, workspace), adds_up),
            outside=lambda: notes.outside_view(question, workspace, StateStatus.OPEN),
        ),
        notes=Notes(lambda: notes.of_funnel(found) + notes.undated(question, workspace)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def count(question: Question) -> Answer:
    workspace = load_workspace()
    found, _stages = funnel_of(question, workspace)
    return _answer(question, workspace, found, found.count, f"n = {found.count}", "count")


def amount(question: Question) -> Answer:
    workspace = load_workspace()
    found, _stages = funnel_of(question, workspace)
    worked = " + ".join(plain(row.amount) for row in found.rows) + f" = {plain(found.known_amount)}"
    return _answer(question, workspace, found, found.known_amount, worked, "amount")


def weighted(question: Question) -> Answer:
    workspace = load_workspace()
    found, _stages = funnel_of(question, workspace)
    worked = " + ".join(plain(row.weighted) for row in found.rows) + f" = {plain(found.known_weighted)}"
    return _answer(question, workspace, found, found.known_weighted, worked, "weighted")


def per_stage(question: Question) -> Answer:
    workspace = load_workspace()
    found, stages = funnel_of(question, workspace)
    table = [
        {
            "id": stage.pk,
            "pipeline": stage.pipeline.label,
            "stage": stage.label,
            "count": row.count,
            "amount": row.amount,
            "win_rate": stage.win_rate if row.win_rate is None else row.win_rate,
            "weighted": row.weighted,
        }
        for stage, row in zip(stages, found.rows, strict=True)
    ]
    return Answer(
        value=table,
        worked=f"{found.count} · {plain(found.amount)} · {plain(found.weighted)}",
        rows=Rows(
            columns=FUNNEL_COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            outside=lambda: notes.outside_view(question, workspace, StateStatus.OPEN),
            adds_up="weighted",
            sum_of_rows=found.weighted,
            list_query=list_query(question),
        ),
        notes=Notes(lambda: notes.of_funnel(found) + notes.undated(question, workspace)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


FUNNEL_COLUMNS = (
    Column("stage", _("Stage")),
    Column("count", _("Deals"), Unit.COUNT),
    Column("amount", _("Amount"), Unit.MONEY),
    Column("win_rate", _("Win rate"), Unit.SHARE),
    Column("weighted", _("Weighted"), Unit.MONEY),
)

register(
    Definition(
        key="pipeline.count",
        title=_("Open deals"),
        meaning=_("How many opportunities are open; with a period, those expected to close in it."),
        words=_("number of open opportunities"),
        symbols="n",
        unit=Unit.COUNT,
        compute=count,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.amount",
        title=_("Funnel amount"),
        meaning=_("What the open opportunities are worth if every one is won."),
        words=_("sum of the amounts of open opportunities"),
        symbols="Σ a",
        unit=Unit.MONEY,
        compute=amount,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.weighted",
        title=_("Weighted funnel"),
        meaning=_("What the open opportunities will bring if each stage keeps its win rate."),
        words=_("sum over open opportunities of amount × win rate"),
        symbols="W = Σ a × r",
        unit=Unit.MONEY,
        compute=weighted,
        options=OPTIONS,
    )
)
register(
    Definition(
        key="pipeline.funnel",
        title=_("Funnel by stage"),
        meaning=_("Open opportunities in each stage: how many, how much, and weighted by the win rate."),
        words=_("per stage: number, sum of amounts, and amount × win rate"),
        symbols="n · Σ a · Σ a × r",
        unit=Unit.TABLE,
        compute=per_stage,
        inputs=("pipeline.count", "pipeline.amount", "pipeline.weighted"),
        options=OPTIONS,
    )
)
